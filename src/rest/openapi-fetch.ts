// The adapter to openapi-fetch, which carries every call: light stand-ins for Request and Response, which cost more than all the
// rest of a call. They say only what is true.
import createFetchClient from 'openapi-fetch';
import type { HttpAnswer } from '../network.js';

/** Stands for the Request object of fetch. openapi-fetch adds what else the call was given. */
class LightRequest {
  readonly method: string = 'GET';

  constructor(
    readonly url: string,
    init: object,
  ) {
    Object.assign(this, init);
  }
}

/** Stands for the Response object of fetch. */
class LightAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };

  constructor(readonly whole: HttpAnswer) {
    this.status = whole.status;
    this.ok = whole.status >= 200 && whole.status < 300;
    this.headers = { get: (name) => whole.headers[name.toLowerCase()] ?? null };
  }

  async text(): Promise<string> {
    return this.whole.text;
  }
}

/** What is to be sent, beside the data that the caller of {@link createCarrier} has added. */
export interface CarriedRequest {
  readonly method: string;
  readonly url: string;
}

/** Carries one request; `extra` arrives at `send` unchanged. */
export type Carry<Extra> = (
  method: string,
  path: string,
  baseUrl: string,
  query: string,
  extra: Extra,
) => Promise<HttpAnswer>;

/** @param send Sends what openapi-fetch has put together. */
export function createCarrier<Extra extends object>(
  send: (request: CarriedRequest & Extra) => Promise<HttpAnswer>,
): Carry<Extra> {
  const options = {
    Request: LightRequest,
    fetch: async (request: CarriedRequest & Extra) => new LightAnswer(await send(request)),
  };
  // The types of openapi-fetch ask for whole Request and Response objects; it uses of them what the light ones have.
  const client = createFetchClient(options as object) as unknown as {
    request(method: string, path: string, init: object): Promise<{ response: LightAnswer }>;
  };
  return async (method, path, baseUrl, query, extra) => {
    const init = { ...extra, baseUrl, parseAs: 'text', querySerializer: () => query };
    return (await client.request(method.toLowerCase(), path, init)).response.whole;
  };
}
