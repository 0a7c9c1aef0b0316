// Calls of the WebSocket API beside REST calls of the same key: they share its settings, its gates and its clock.
import { connectPools, poolsOf, type Gates } from './gates.js';
import type { CallSettings, ClientOptions } from './options.js';
import type { LimitReader } from './limits.js';
import type { RestFacts, WebSocketApiFacts } from './product.js';
import { refusalOf } from './response.js';
import { createSocketSettings, type SharedSocketSettings } from './socket-settings.js';
import { isEd25519 } from './sign.js';
import type { ConnectHold } from './sockets/connect-hold.js';
import { createWebSocketApi, type WebSocketApi } from './websocket-api/websocket-api.js';

/** What WebSockets share whose connects pass through the gates of REST calls. */
export function socketSettingsOf(
  facts: RestFacts,
  lifetimeMs: number,
  options: ClientOptions,
  shared: CallSettings,
): SharedSocketSettings {
  const now = () => shared.clock.now();
  const hold = holdBehindGates(facts, shared, now);
  return createSocketSettings(options, shared, {
    lifetimeMs,
    hold,
    adviceOn: (status) => adviceOn(facts, status),
    now,
  });
}

/** The sentence of the narrowest row of a status. */
function adviceOn({ httpErrors, advice }: RestFacts, status: number): string | undefined {
  const row = httpErrors.find((one) => one.status === String(status));
  return row && advice?.[row.id];
}

/** Connects pass through the gates of calls, and close them. */
function holdBehindGates(
  facts: RestFacts,
  { gates, limitReader }: { readonly gates: Gates; readonly limitReader: LimitReader },
  now: () => number,
): ConnectHold {
  const pools = connectPools(facts);
  return {
    wait: (signal) => gates.wait('connect', pools, signal, Infinity),
    failed({ status, headers, message }) {
      if (status === undefined) return;
      const retryAfterMs = limitReader.retryAfterMs(headers, now());
      gates.heed(refusalOf(facts, 'connect', undefined, message, status, retryAfterMs), pools);
    },
  };
}

/** Makes what calls methods. It connects at the first call. */
export function createMethods(
  facts: RestFacts & WebSocketApiFacts,
  options: ClientOptions,
  shared: CallSettings,
  sockets: SharedSocketSettings,
): WebSocketApi {
  const { gates } = shared;
  return createWebSocketApi({
    ...shared,
    ...sockets,
    product: facts,
    logsOn: logsOn(options),
    gates: {
      wait: (row, signal) => gates.wait(row.id, poolsOf(row, facts), signal),
      observe: (error, row) => gates.heed(error, poolsOf(row, facts)),
      passed: (row) => gates.passed(poolsOf(row, facts)),
    },
  });
}

/** Whether connections are logged on. */
const logsOn = ({ sessionLogon, privateKey, passphrase }: ClientOptions): boolean =>
  sessionLogon !== false && privateKey !== undefined && isEd25519(privateKey, passphrase);
