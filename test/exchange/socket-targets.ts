// What the URL of a WebSocket connection asks for.
import type { MethodDocument, Route, StreamDocument, UserDataDocument } from './async-document.js';

/** Names of streams, each with the types of the events that are wanted of it, if not all are. */
export type Wanted = Map<string, ReadonlySet<string> | undefined>;

export interface Target {
  readonly route: Route;
  /** Whether events come in the combined envelope. */
  readonly combined: boolean;
  readonly streams: Wanted;
  /** Whether the answers of the WebSocket API tell the state of the limits. */
  readonly returnRateLimits: boolean;
}

/** Gives a function that reads path and query of a URL: nothing if there is no such place. */
export function createTargets(market: StreamDocument, userData: UserDataDocument, methods: MethodDocument) {
  const prefixes: [Route, string][] = [...market.paths, ...userData.paths, ['unrouted', '']];
  const api = [...methods.paths.values()];

  return function targetOf(url: string): Target | undefined {
    const [, path, query] = /^([^?]*)\??(.*)$/s.exec(url)!;
    const search = new URLSearchParams(query);
    const returnRateLimits = search.get('returnRateLimits') !== 'false';
    if (api.includes(path!)) return { route: 'websocketApi', combined: false, streams: new Map(), returnRateLimits };
    for (const [route, prefix] of prefixes) {
      for (const mode of market.modes) {
        const start = prefix + mode.path;
        if (path !== start && !path!.startsWith(`${start}/`)) continue;
        const named = [...namesOf(path!.slice(start.length)).map(decoded), ...namesOf(search.get('streams') ?? '')];
        const streams: Wanted = new Map(named.map((name) => [name, undefined]));
        for (const [name, events] of keysOf(search)) streams.set(name, events);
        return { route, combined: mode.combined, streams, returnRateLimits };
      }
    }
    return undefined;
  };
}

/** `a/b`. */
const namesOf = (text: string) => text.split('/').filter(Boolean);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stream that nobody knows
  }
}

/** Pairs of `listenKey` and `events`, as URLs and items of SUBSCRIBE hold them. */
export function keysOf(search: URLSearchParams): Wanted {
  const wanted: Wanted = new Map();
  let key: string | undefined;
  for (const [name, value] of search) {
    if (name === 'listenKey') wanted.set((key = value), undefined);
    else if (name === 'events' && key !== undefined) wanted.set(key, new Set(namesOf(value)));
  }
  return wanted;
}
