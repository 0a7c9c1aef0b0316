// One attempt of a REST call: written, sent as soon as no gate holds it back, and read.
import type { CallOptions, Reply } from '../calls.js';
import { ArgumentError, ExchangeError, TransportError } from '../errors.js';
import { checkCallOptions } from '../option-checks.js';
import type { CallSettings } from '../options.js';
import type { HttpAnswer } from '../network.js';
import { bySymbol, readResponse } from '../response.js';
import type { Operation } from '../rows.js';
import { createCarrier } from './openapi-fetch.js';
import { writeRequest } from './request.js';
import { createSender, HELD_BACK, type Outgoing } from './sender.js';
import { createSlipNotices } from './slips.js';

/** The steps of a call: written once, then attempted. */
export interface Attempts {
  /** Writes a call, once for all attempts. */
  write(operation: Operation, params: object | undefined, options: CallOptions, pools: readonly string[]): Outgoing;
  /** Sends the call once. */
  attempt(call: Outgoing): Promise<Reply<unknown>>;
}

export function createAttempts(settings: CallSettings): Attempts {
  const { facts, clock, gates, closing, limitReader } = settings;
  const carry = createCarrier<Outgoing>(createSender(settings));
  const noticeSlips = createSlipNotices(settings.notify);

  function read({ operation, written, pools }: Outgoing, { status, headers, text }: HttpAnswer): Reply<unknown> {
    const limits = limitReader.counts(headers);
    const { usedWeight, orderCounts } = limits;
    settings.onLimits(limits);
    const retryAfterMs = status < 300 ? undefined : limitReader.retryAfterMs(headers, clock.now());
    try {
      const data = decode(operation, text, status, retryAfterMs);
      gates.passed(pools);
      const isBySymbol = operation.answer.shape === 'bySymbol';
      const result = isBySymbol ? bySymbol(data, written.params, operation.id) : data;
      return { data: result, status, headers, usedWeight, orderCounts };
    } catch (error) {
      if (error instanceof ExchangeError) gates.heed(error, pools);
      throw error;
    }
  }

  function decode(operation: Operation, text: string, status: number, retryAfterMs: number | undefined): unknown {
    try {
      return readResponse(facts, operation, text, status, retryAfterMs);
    } catch (error) {
      // A page of a proxy may repeat the request: no error shows key and signature.
      const safe = settings.redact(text);
      if (safe === text) throw error;
      return readResponse(facts, operation, safe, status, retryAfterMs);
    }
  }

  return {
    write(operation, params, options, pools) {
      checkCallOptions(options);
      const baseUrl = settings.urls[operation.host];
      if (baseUrl === undefined)
        throw new ArgumentError('environment', `has no ${operation.host} host, which this call needs`, operation.id);
      const { apiKey, signer } = settings;
      const { recvWindow = settings.recvWindow, validate = settings.validate } = options;
      const written = writeRequest(facts, operation, params, { apiKey, signer, recvWindow, validate, baseUrl });
      noticeSlips(operation, written.params);
      return { operation, written, options, pools };
    },

    async attempt(call) {
      const { operation, written, options, pools } = call;
      const { id, method, path } = operation;
      for (;;) {
        if (gates.isClosed(pools)) await gates.wait(id, pools, options.signal);
        if (closing.aborted) throw new TransportError(id, 'the client was closed', 'rejected');
        try {
          return read(call, await carry(method, path, written.baseUrl, written.query, call));
        } catch (error) {
          // A gate was closed while the call waited for a connection.
          if (error !== HELD_BACK) throw error;
        }
      }
    },
  };
}
