// The adapter to openapi-fetch, which carries every call: light stand-ins for Request and Response, which cost more than all the
// rest of a call. They say only what is true.
import createFetchClient from 'openapi-fetch';
import type { HttpAnswer } from '../network.js';

/** Stands for the Request object of fetch. openapi-fetch adds what else the call was given. */
class LightRequest {
  readonly method: string;

  constructor(
    readonly url: string,
    { method }: { readonly method: string },
  ) {
    this.method = method;
  }
}

/** Stands for the Response object of fetch, and for its headers. */
class LightAnswer {
  constructor(readonly answer: HttpAnswer) {}

  get status(): number {
    return this.answer.status;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get headers(): { get(name: string): string | null } {
    return this;
  }

  get(name: string): string | null {
    return this.answer.headers[name.toLowerCase()] ?? null;
  }

  text(): Promise<string> {
    return Promise.resolve(this.answer.text);
  }
}

/** What is to be sent, beside what the caller of {@link createCarrier} has added. */
export interface CarriedRequest<Extra> {
  readonly method: string;
  readonly url: string;
  readonly extra: Extra;
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
export function createCarrier<Extra>(send: (request: CarriedRequest<Extra>) => Promise<HttpAnswer>): Carry<Extra> {
  const options = {
    Request: LightRequest,
    fetch: async (request: CarriedRequest<Extra>) => new LightAnswer(await send(request)),
    querySerializer: (query: string) => query,
  };
  // The types of openapi-fetch ask for whole Request and Response objects; it uses of them what the light ones have.
  const client = createFetchClient(options as object) as unknown as {
    request(method: string, path: string, init: object): Promise<{ response: LightAnswer }>;
  };
  return async (method, path, baseUrl, query, extra) => {
    const init = { baseUrl, params: { query }, parseAs: 'text', extra };
    return (await client.request(method, path, init)).response.answer;
  };
}
