// One REST call from the received bytes to the answer.
import type { IncomingHttpHeaders } from 'node:http';
import { toJsonText, type Json } from '../../codegen/load/json.js';
import { documentedAnswer } from './answers.js';
import { createAskedRefusals } from './asked-refusals.js';
import { readDocument, type Operation } from './document.js';
import { createLimits } from './limits.js';
import { checkParameters } from './parameters.js';
import { readQuery } from './query.js';
import { Refusal } from './refusal.js';
import { createValidator } from './schemas.js';
import { checkSignature, checkTimestamp, findAccount, type Account } from './security.js';
import type { UserData } from './user-data.js';
import { createState } from './state.js';

export interface RestRequest {
  method: string;
  path: string;
  /** As received, without `?`. */
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface RestAnswer {
  status: number;
  headers: { [name: string]: string };
  text: string;
}

/** @param violations Receives what the exchange itself, or the document, does wrong. */
export function createRest(
  accounts: readonly Account[],
  now: () => number,
  violations: string[],
  { listenKeys, publish }: UserData,
  methods: readonly Operation[],
) {
  const document = readDocument();
  const asked = createAskedRefusals([...document.operations.values(), ...methods]);
  const validate = createValidator(document.schemas);
  const limits = createLimits(now, document);
  const state = createState(now, document, listenKeys, publish);
  const handlers = state.handlersOf(document);

  /** Checks and executes a call; the value is its answer. */
  function call(
    operation: Operation,
    { query, headers, body }: RestRequest,
    answerHeaders: RestAnswer['headers'],
  ): Json {
    const sent = new Map([...readQuery(body), ...readQuery(query)]); // the query wins over the body
    limits.weigh(operation, sent, answerHeaders);
    const account = operation.keyed ? findAccount(accounts, headers, document) : undefined;
    if (operation.signed && account) {
      checkTimestamp(sent, now(), document);
      checkSignature(query, body, account);
    }
    const params = checkParameters(operation, sent, document, validate);
    asked.check(operation);
    const documented = () => documentedAnswer(operation, sent.has('symbol'), document);
    const value = handlers[operation.id]?.(params, documented) ?? documented();
    limits.countOrders(operation, answerHeaders);
    const fault = validate(operation.answer, value);
    if (fault)
      throw new Error(`the answer of ${operation.route} breaks its schema: ${fault.instancePath} ${fault.message}`);
    return value;
  }

  function answer(request: RestRequest): RestAnswer {
    const operation = document.operations.get(`${request.method} ${request.path}`);
    if (!operation) return noRoute([...document.operations.keys()].some((route) => route.endsWith(` ${request.path}`)));
    const headers: RestAnswer['headers'] = { 'Content-Type': 'application/json' };
    const respond = (status: number, value: Json): RestAnswer => ({ status, headers, text: toJsonText(value) });
    try {
      try {
        return respond(200, call(operation, request, headers));
      } catch (error) {
        if (error instanceof Refusal) return respond(error.status, document.errorBody(error));
        throw error;
      }
    } catch (error) {
      violations.push((error as Error).message);
      return { status: 500, headers: { 'Content-Type': 'text/plain' }, text: (error as Error).message };
    }
  }

  return { answer, state, limits, document, asked };
}

/** The exchange's gateway answers what it cannot route in HTML, without a code. */
function noRoute(pathIsKnown: boolean): RestAnswer {
  const status = pathIsKnown ? 405 : 404;
  const text = `<html><body><h2>${pathIsKnown ? '405 Method Not Allowed' : '404 Not found'}</h2></body></html>`;
  return { status, headers: { 'Content-Type': 'text/html' }, text };
}
