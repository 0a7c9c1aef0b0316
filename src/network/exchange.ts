// One request and its answer on an undici dispatcher. Lower than undici's own `request`: no stream, just the chunks of one body.
import { brotliDecompress, gunzip, gunzipSync, inflate, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { OversizedBody, type HttpAnswer, type HttpRequest, type PreparedTarget } from '../network.js';

/** What came back, its body as it was sent. */
interface RawAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

/** Sends the request, and reads its answer. `ended` is called as soon as the dispatcher has no more to do with it. */
export async function exchange(dispatcher: Dispatcher, request: HttpRequest, ended: () => void): Promise<HttpAnswer> {
  let prepared: PreparedTarget;
  try {
    prepared = await request.prepare();
  } catch (error) {
    ended();
    throw error;
  }
  const { status, headers, body } = await dispatch(dispatcher, request, prepared, ended);
  const encoding = headers['content-encoding'];
  const plain = encoding === undefined ? body : await decoded(body, encoding, request.maxBodyBytes);
  return { status, headers, text: plain.toString('utf8') };
}

function dispatch(
  dispatcher: Dispatcher,
  request: HttpRequest,
  { target, headers }: PreparedTarget,
  ended: () => void,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { origin, method, maxBodyBytes, mayBeLarge } = request;
    let controller: Dispatcher.DispatchController | undefined;
    let isSettled = false;
    let status = 0;
    let answered: RawAnswer['headers'] = {};
    let size = 0;
    const chunks: Buffer[] = [];

    const fail = (error: unknown) => {
      if (isSettled) return;
      isSettled = true;
      reject(error);
      controller?.abort(error instanceof Error ? error : new Error('cancelled'));
      ended();
    };
    request.onEnd(fail);

    dispatcher.dispatch(
      {
        origin,
        path: target,
        method,
        headers: mayBeLarge ? { ...headers, 'accept-encoding': 'gzip, br, deflate' } : headers,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(given) {
          controller = given;
          // Cancelled while it waited for a connection: it must not be sent any more.
          if (isSettled) given.abort(new Error('cancelled'));
        },
        onResponseStart(_, statusCode, given) {
          status = statusCode;
          answered = flatHeaders(given);
        },
        onResponseData(_, chunk) {
          size += chunk.length;
          if (size > maxBodyBytes) fail(new OversizedBody(`the answer is longer than ${maxBodyBytes} bytes`));
          else if (!isSettled) chunks.push(chunk);
        },
        onResponseEnd() {
          if (isSettled) return;
          isSettled = true;
          resolve({ status, headers: answered, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
          ended();
        },
        onResponseError: (_, error) => fail(error),
      },
    );
  });
}

/** A header that came several times has its values joined. */
function flatHeaders(headers: { readonly [name: string]: string | string[] | undefined }): { [name: string]: string } {
  const flat = headers as { [name: string]: string };
  for (const name in headers) {
    const value = headers[name];
    if (typeof value !== 'string') flat[name] = (value ?? []).join(', ');
  }
  return flat;
}

/** A body below this size is decoded at once. Unit: bytes. */
const SMALL = 16_384;

async function decoded(body: Buffer, encodings: string, maxOutputLength: number): Promise<Buffer> {
  let plain = body;
  // The last encoding was applied last.
  for (const encoding of encodings.toLowerCase().split(',').toReversed())
    plain = await decodedOnce(plain, encoding.trim(), maxOutputLength);
  return plain;
}

async function decodedOnce(body: Buffer, encoding: string, maxOutputLength: number): Promise<Buffer> {
  if (body.length === 0 || encoding === 'identity' || encoding === '') return body;
  try {
    switch (encoding) {
      case 'gzip':
      case 'x-gzip':
        return body.length < SMALL
          ? gunzipSync(body, { maxOutputLength })
          : await unpack(gunzip, body, maxOutputLength);
      case 'br':
        return await unpack(brotliDecompress, body, maxOutputLength);
      case 'deflate':
        // With zlib header by the standard, without it by habit.
        return await unpack((body[0]! & 0x0f) === 8 ? inflate : inflateRaw, body, maxOutputLength);
    }
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new OversizedBody(`the answer is longer than ${maxOutputLength} bytes`);
    throw error;
  }
  throw new Error(`the answer is encoded as ${encoding.slice(0, 40)}, which nobody asked for`);
}

type Unpack = (body: InputType, options: ZlibOptions, done: (error: Error | null, plain: Buffer) => void) => void;

function unpack(by: Unpack, body: Buffer, maxOutputLength: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    by(body, { maxOutputLength }, (error, plain) => (error ? reject(error) : resolve(plain)));
  });
}
