// The WebSocket API of the exchange in memory.
import type { ServerLink } from './link.js';
import { isOrder, learned, refusalOf, type Params, type Surroundings } from './surroundings.js';

interface Frame {
  readonly id: string;
  readonly method: string;
  readonly params?: Params;
}

/** Answers frames of the WebSocket API. */
export function createMethodServer(surroundings: Surroundings): (link: ServerLink, text: string) => void {
  const { product, time, fate, pauses, execute, log } = surroundings;
  const rows = new Map(Object.values(product.methods).map((row) => [row.method, row]));

  return (link, text) => {
    const { id, method, params = {} } = JSON.parse(text) as Frame;
    const row = rows.get(method);
    const fault = fate('call');
    pauses.count(method, isOrder(row));
    log?.(`method ${link.id} ${method} ${fault?.name ?? ''}`);
    if (fault?.name === 'lostBefore') return link.end(1006);
    const refusal = refusalOf(surroundings, fault?.name, params);
    if (refusal) {
      if (row && refusal.mayBeExecuted && fault!.ms % 2 === 0) execute(row, params);
      const { status, body, retryAfter } = refusal;
      const now = time.now();
      const data = retryAfter !== undefined && { data: { serverTime: now, retryAfter: now + retryAfter * 1000 } };
      const answer = { id, status, error: { ...body, ...data } };
      return link.send(JSON.stringify(answer), fault?.ms, () => learned(surroundings, refusal));
    }
    const result = row ? execute(row, params) : {};
    if (fault?.name === 'lostAfter') return link.end(1006);
    const answer = { id, status: 200, result, rateLimits: [] };
    link.send(JSON.stringify(answer), fault?.name === 'slow' ? fault.ms : 0);
  };
}
