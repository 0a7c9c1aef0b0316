// Roots of the documents: servers, limits, timing, and what holds for connections, listenKeys, sessions and signatures.
import type { JsonObject } from '../load/json.js';
import { callRule, groupRule } from './allowed-names.js';
import type {
  ConnectionModel,
  ListenKeyModel,
  Model,
  ServerModel,
  SessionModel,
  SigningModel,
  WeightPool,
} from './model.js';
import { present, type Reader } from './reader.js';

const CONNECTION_NUMBERS = [
  'lifetimeMs',
  'pingIntervalMs',
  'pongTimeoutMs',
  'maxStreamsPerConnection',
  'maxControlMessagesPerSecond',
  'maxPingPongFramesPerSecond',
  'handshakeWeight',
] as const;

/** Servers with an environment; others are alternatives for people. `urlOf` is how the format writes an address. */
export function serversIn(
  reader: Reader,
  servers: readonly JsonObject[],
  urlOf: (server: JsonObject) => string,
): ServerModel[] {
  return servers
    .filter((server) => server['x-environment'] !== undefined || server['x-host'] !== undefined)
    .map((server) => ({
      host: reader.allowed(server, reader.text(server, 'x-host'), groupRule, 'x-host'),
      environment: reader.allowed(server, reader.text(server, 'x-environment'), groupRule, 'x-environment'),
      url: urlOf(server),
      ...present({ observed: reader.optionalText(server, 'x-observed') }),
    }));
}

/** `x-connection`. */
export function connectionOf(reader: Reader, root: JsonObject): ConnectionModel {
  const node = reader.object(root, 'x-connection');
  reader.known(node, `${CONNECTION_NUMBERS.join(' ')} shutdownEvent paths note`, 'x-connection');
  const numbers = present(
    Object.fromEntries(CONNECTION_NUMBERS.map((fact) => [fact, reader.optionalNumber(node, fact)])),
  );
  const paths = reader.maps(node, 'paths').map(([name, path]) => {
    reader.known(path, 'path withStreams combined', 'a path of x-connection');
    return [
      reader.allowed(path, name, groupRule),
      {
        path: reader.text(path, 'path'),
        ...present({
          withStreams: reader.optionalText(path, 'withStreams'),
          combined: path['combined'] === undefined ? undefined : reader.flag(path, 'combined'),
        }),
      },
    ] as const;
  });
  return {
    ...numbers,
    lifetimeMs: reader.number(node, 'lifetimeMs'),
    ...present({
      shutdownEvent: reader.optionalText(node, 'shutdownEvent'),
      paths: paths.length > 0 ? Object.fromEntries(paths) : undefined,
      note: reader.optionalText(node, 'note'),
    }),
  };
}

/** `x-listen-key`. */
export function listenKeyOf(reader: Reader, root: JsonObject): ListenKeyModel {
  const node = reader.object(root, 'x-listen-key');
  reader.known(
    node,
    'lifetimeMs keepAliveIntervalMs start keepAlive close unknownKeyError expiredEvent scope',
    'x-listen-key',
  );
  const operation = (key: string) => reader.allowed(node, reader.text(node, key), callRule, key);
  return {
    lifetimeMs: reader.number(node, 'lifetimeMs'),
    keepAliveIntervalMs: reader.number(node, 'keepAliveIntervalMs'),
    start: operation('start'),
    keepAlive: operation('keepAlive'),
    close: operation('close'),
    unknownKeyError: reader.number(node, 'unknownKeyError'),
    expiredEvent: reader.text(node, 'expiredEvent'),
    ...present({ scope: reader.optionalText(node, 'scope') }),
  };
}

/** `x-session`. */
export function sessionOf(reader: Reader, root: JsonObject): SessionModel {
  const node = reader.object(root, 'x-session');
  reader.known(node, 'logon logout keyTypes impliedParameters revokedStatus note', 'x-session');
  const logout = reader.optionalText(node, 'logout');
  return {
    logon: reader.allowed(node, reader.text(node, 'logon'), callRule, 'logon'),
    ...present({ logout: logout === undefined ? undefined : reader.allowed(node, logout, callRule, 'logout') }),
    keyTypes: reader.texts(node, 'keyTypes'),
    impliedParameters: reader.texts(node, 'impliedParameters'),
    revokedStatus: reader.number(node, 'revokedStatus'),
    ...present({ note: reader.optionalText(node, 'note') }),
  };
}

/** `x-signing`. */
export function signingOf(reader: Reader, root: JsonObject): SigningModel | undefined {
  const node = reader.optionalObject(root, 'x-signing');
  if (node === undefined) return undefined;
  reader.known(node, 'sortedBy leavesOut percentEncoded encodings', 'x-signing');
  const encodings = reader.object(node, 'encodings');
  return {
    sortedBy: reader.word(node, 'sortedBy', ['name']),
    leavesOut: reader.texts(node, 'leavesOut'),
    percentEncoded: reader.flag(node, 'percentEncoded'),
    encodings: Object.fromEntries(
      Object.keys(encodings).map((key) => [key, reader.word(encodings, key, ['hex', 'base64'])]),
    ),
  };
}

/** `x-limit-headers`. */
export function limitHeadersOf(reader: Reader, root: JsonObject): Model['limitHeaders'] {
  const node = reader.object(root, 'x-limit-headers');
  reader.known(node, 'usedWeight orderCount retryAfter', 'x-limit-headers');
  return {
    usedWeight: reader.text(node, 'usedWeight'),
    orderCount: reader.text(node, 'orderCount'),
    retryAfter: reader.text(node, 'retryAfter'),
  };
}

/** `x-timing`. Early states of the spec do not name the call that gives the time. */
export function timingOf(reader: Reader, root: JsonObject): Model['timing'] {
  const node = reader.object(root, 'x-timing');
  reader.known(node, 'recvWindowDefaultMs recvWindowMaxMs aheadMaxMs serverTime', 'x-timing');
  return {
    recvWindowDefaultMs: reader.number(node, 'recvWindowDefaultMs'),
    recvWindowMaxMs: reader.number(node, 'recvWindowMaxMs'),
    aheadMaxMs: reader.number(node, 'aheadMaxMs'),
    ...present({ serverTime: reader.optionalText(node, 'serverTime') }),
  };
}

/** `x-weight-pools`. */
export function weightPoolsOf(reader: Reader, root: JsonObject): { [name: string]: WeightPool } {
  const pools = reader.maps(root, 'x-weight-pools').map(([name, pool]) => {
    reader.known(pool, 'limit windowSeconds scope description', 'a weight pool');
    return [
      reader.allowed(pool, name, groupRule),
      {
        limit: reader.number(pool, 'limit'),
        windowSeconds: reader.number(pool, 'windowSeconds'),
        scope: reader.text(pool, 'scope'),
        description: reader.text(pool, 'description'),
      },
    ] as const;
  });
  return Object.fromEntries(pools);
}

/** Name and description of groups, from `tags`. */
export function groupsOf(reader: Reader, tags: readonly JsonObject[]): { name: string; description: string }[] {
  return tags.map((tag) => ({
    name: reader.allowed(tag, reader.text(tag, 'name'), groupRule, 'name'),
    description: reader.text(tag, 'description'),
  }));
}
