// What the source of a message says: its route, its stream, its call.
import type { Model } from '../model/model.js';
import type { Captured } from './captured.js';

/** The hosts of WebSockets with what their paths begin with. */
export interface Route {
  readonly host: string;
  readonly prefix: string;
}

/** The routes of a model's servers. */
export function routesOf(model: Model): Route[] {
  const sockets = model.servers.filter(({ url }) => url.startsWith('ws'));
  return sockets
    .map(({ host, url }) => ({ host, prefix: pathOf(url) ?? '' }))
    .filter(({ prefix }) => prefix.length > 1);
}

/** The route that a source is, or that its URL goes over. */
export function routeOfSource(routes: readonly Route[], source: string | undefined): string | undefined {
  const path = source === undefined ? undefined : pathOf(source);
  return routes.find(({ host, prefix }) => source === host || path === prefix || path?.startsWith(`${prefix}/`))?.host;
}

function pathOf(source: string): string | undefined {
  return URL.canParse(source) ? new URL(source).pathname : undefined;
}

/** The stream that a source is, or that its URL opens alone: behind `/ws/`, or as `streams=`. */
export function streamOfSource(source = ''): string | undefined {
  const [, name] = /\/ws\/([^/?]+)$/.exec(source) ?? /[?&]streams=([^/&]+)(?:&|$)/.exec(source) ?? [];
  if (name !== undefined) return decodeURIComponent(name);
  return source.includes('/') ? undefined : source;
}

/** Whether a message is the answer of a REST call. */
export const isHttp = ({ source, status, method }: Captured): boolean =>
  status !== undefined || method !== undefined || /^(?:[A-Z]+ )?(?:https?:\/)?\//.test(source ?? '');

/** Method and path of a REST call; a source may be written as `GET /path`. */
export function requestOf({ source = '', method }: Captured): {
  readonly method: string | undefined;
  readonly path: string;
} {
  const [, word, address = source] = /^([A-Z]+) (.*)$/.exec(source) ?? [];
  return { method: method ?? word, path: address.replace(/^\w+:\/\/[^/]*/, '').replace(/[?#].*$/, '') };
}
