// Checks of options, before anything is done with them.
import type { CallOptions } from './calls.js';
import { ArgumentError } from './errors.js';
import { checkKey, checkSigningOptions } from './keys.js';
import { nearestNames } from './nearest.js';
import type { ClientOptions, CommonOptions, RestOptions, SocketOptions, StreamOptions } from './options.js';
import type { SubscribeOptions } from './subscriptions.js';

type Check = (value: unknown, option: string) => void;

const anything: Check = () => {};
const isFunction: Check = (value, option) => {
  if (typeof value !== 'function') throw new ArgumentError(option, 'must be a function');
};
const isText: Check = (value, option) => {
  if (typeof value !== 'string') throw new ArgumentError(option, 'must be a string');
};
const isFlag: Check = (value, option) => {
  if (typeof value !== 'boolean') throw new ArgumentError(option, 'must be true or false');
};
const isCount =
  (least: number): Check =>
  (value, option) => {
    if (!Number.isSafeInteger(value) || (value as number) < least)
      throw new ArgumentError(option, `must be an integer of ${least} or more`);
  };
export const isPause: Check = (value, option) => {
  if (!(Number.isFinite(value) && (value as number) >= 0))
    throw new ArgumentError(option, 'must be a number of 0 or more, in ms');
};

/** @throws {ArgumentError} The value is no finite number above 0. */
const checkDuration: Check = (value, option) => {
  if (!(Number.isFinite(value) && (value as number) > 0))
    throw new ArgumentError(option, 'must be a number above 0, in ms');
};

/** @throws {ArgumentError} The value is neither a number above 0 nor `Infinity`. */
export const checkDurationOrNever: Check = (value, option) => {
  if (!(typeof value === 'number' && value > 0))
    throw new ArgumentError(option, 'must be a number above 0, in ms, or Infinity for never');
};

/** A proxy's URL may hold a password, so no message shows it. */
const isProxy: Check = (value, option) => {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value) || !URL.canParse(value))
    throw new ArgumentError(option, 'must be a URL such as http://host:port; its user and password percent-encoded');
};

const isApiKey: Check = (value, option) => {
  checkKey(value, option);
  if (!/^[\x21-\x7e]+$/.test(value as string))
    throw new ArgumentError(option, 'must be of ASCII letters, digits and signs');
};

/** What checks each option. */
export type Checks<Options> = { readonly [Option in keyof Required<Options>]: Check };

export const COMMON_CHECKS: Checks<CommonOptions> = {
  environment: anything,
  timeoutMs: checkDurationOrNever,
  ca: anything,
  time: anything,
  random: isFunction,
  network: anything,
  onNotice: isFunction,
  onTraffic: isFunction,
};

const SOCKET_CHECKS: Checks<SocketOptions> = {
  agent: anything,
  subscribeTimeoutMs: checkDurationOrNever,
  heartbeatMs: checkDurationOrNever,
  reconnectMinMs: checkDuration,
  reconnectMaxMs: checkDuration,
  rotateAfterMs: checkDurationOrNever,
  overlapMs: checkDuration,
  connectionBudget: /* @__PURE__ */ isCount(1),
};

export const REST_CHECKS: Checks<Omit<RestOptions, keyof CommonOptions>> = {
  apiKey: isApiKey,
  apiSecret: checkKey,
  privateKey: anything,
  passphrase: isText,
  sign: isFunction,
  recvWindow: isPause,
  repeats: /* @__PURE__ */ isCount(0),
  longestPauseMs: isPause,
  validate: isFlag,
  connections: /* @__PURE__ */ isCount(1),
  proxy: isProxy,
  dispatcher: anything,
  fetch: isFunction,
};

/** @throws {ArgumentError} Options are unknown, have a wrong value, or exclude each other. */
export function checkRestOptions(options: RestOptions): void {
  checkAll(options, COMMON_CHECKS, REST_CHECKS);
  checkSigning(options);
}

/** @throws {ArgumentError} Options are unknown, have a wrong value, or exclude each other. */
export function checkClientOptions(options: ClientOptions): void {
  checkAll(options, COMMON_CHECKS, REST_CHECKS, SOCKET_CHECKS, { sessionLogon: isFlag });
  checkSigning(options);
  if (options.sessionLogon === true && options.privateKey === undefined)
    throw new ArgumentError('sessionLogon', 'needs an Ed25519 privateKey');
}

/** @throws {ArgumentError} Options are unknown or have a wrong value. */
export function checkStreamOptions(options: StreamOptions): void {
  checkAll(options, COMMON_CHECKS, SOCKET_CHECKS);
}

/** @throws {ArgumentError} An option is unknown or has a wrong value. */
export function checkAll(options: object, ...tables: readonly { readonly [option: string]: Check }[]): void {
  const checks: { readonly [option: string]: Check } = Object.assign({}, ...tables);
  for (const [option, value] of Object.entries(options) as [string, unknown][]) {
    if (!Object.hasOwn(checks, option)) {
      const [nearest] = nearestNames(option, Object.keys(checks));
      throw new ArgumentError(option, `is no option${nearest === undefined ? '' : `: did you mean ${nearest}?`}`);
    }
    if (value !== undefined) checks[option]!(value, option);
  }
}

function checkSigning({ apiSecret, privateKey, sign }: RestOptions): void {
  checkSigningOptions({ apiSecret, privateKey, sign });
}

/** @throws {ArgumentError} An option of one call has a wrong value. */
export function checkCallOptions({ timeoutMs, recvWindow }: CallOptions): void {
  if (timeoutMs !== undefined) checkDurationOrNever(timeoutMs, 'timeoutMs');
  if (recvWindow !== undefined) isPause(recvWindow, 'recvWindow');
}

/** @throws {ArgumentError} An option of one subscription has a wrong value. */
export function checkSubscribeOptions({ bufferSize, silenceMs }: SubscribeOptions): void {
  if (bufferSize !== undefined) isCount(1)(bufferSize, 'bufferSize');
  if (silenceMs !== undefined && silenceMs !== 0) checkDurationOrNever(silenceMs, 'silenceMs');
}
