// Checks of options, each by itself: what is taken, and what is refused by which rule.
import { describe, expect, test } from 'vitest';
import {
  checkCallOptions,
  checkClientOptions,
  checkRestOptions,
  checkStreamOptions,
  checkSubscribeOptions,
} from '../../src/option-checks.js';

const FUNCTION = 'must be a function';
const TEXT = 'must be a string';
const FLAG = 'must be true or false';
const COUNT_0 = 'must be an integer of 0 or more';
const COUNT_1 = 'must be an integer of 1 or more';
const PAUSE = 'must be a number of 0 or more, in ms';
const DURATION = 'must be a number above 0, in ms';
const OR_NEVER = 'must be a number above 0, in ms, or Infinity for never';
const PROXY = 'must be a URL such as http://host:port; its user and password percent-encoded';
const KEY = 'must not hold blanks, line ends or a byte order mark: cut them off';

const act = () => {};

/** What is said of options, `option rule`; nothing if they are taken. */
function verdict(check: (options: never) => void, options: object): string | undefined {
  try {
    check(options as never);
  } catch (error) {
    const { name, parameter, rule } = error as { [key: string]: string };
    expect(name).toBe('ArgumentError');
    return `${parameter} ${rule}`;
  }
  return undefined;
}

/** Values that are taken, and one that is refused with its rule; no rule: anything is taken. */
const options: readonly [option: string, taken: readonly unknown[], refused: readonly unknown[], rule: string][] = [
  ['environment', ['testnet', {}], [], ''],
  ['timeoutMs', [1, 0.5, Infinity], [0, -1, NaN, '5', null], OR_NEVER],
  ['ca', ['pem'], [], ''],
  ['time', [{}], [], ''],
  ['random', [act], [0.5, null], FUNCTION],
  ['network', [{}], [], ''],
  ['onNotice', [act], ['log'], FUNCTION],
  ['onTraffic', [act], [{}], FUNCTION],
  ['agent', [{}], [], ''],
  ['subscribeTimeoutMs', [1, Infinity], [0], OR_NEVER],
  ['heartbeatMs', [1, Infinity], [0], OR_NEVER],
  ['reconnectMinMs', [1, 0.5], [0, -1, Infinity, '1'], DURATION],
  ['reconnectMaxMs', [1], [0, Infinity], DURATION],
  ['rotateAfterMs', [1, Infinity], [0], OR_NEVER],
  ['overlapMs', [1], [0, Infinity], DURATION],
  ['connectionBudget', [1, 100], [0, 1.5, '1', Infinity], COUNT_1],
  ['apiKey', ['abcXYZ-!~'], ['schlüssel', 'a\u007f'], 'must be of ASCII letters, digits and signs'],
  ['apiKey', [], ['a b', 'a\n'], KEY],
  ['apiSecret', ['any', 'größe'], ['a\n'], KEY],
  ['privateKey', ['pem', {}], [], ''],
  ['passphrase', ['', 'a b'], [7, null], TEXT],
  ['sign', [act], ['signature'], FUNCTION],
  ['recvWindow', [0, 5000, 0.5], [-1, NaN, Infinity, '5000'], PAUSE],
  ['repeats', [0, 5], [-1, 1.5, '1'], COUNT_0],
  ['longestPauseMs', [0, 1], [-1, Infinity], PAUSE],
  ['validate', [true, false], [1, 'true', null], FLAG],
  ['connections', [1], [0], COUNT_1],
  [
    'proxy',
    ['http://host:8080', 'https://user:a%40b@host', 'HTTP://HOST'],
    ['host:8080', 'socks://host', 'http://', 7, 'xhttp://host'],
    PROXY,
  ],
  ['dispatcher', [{}], [], ''],
  ['fetch', [act], [{}], FUNCTION],
  ['sessionLogon', [false], [1], FLAG],
];

describe.each(options)('%s', (option, taken, refused, rule) => {
  test('is taken or refused', () => {
    for (const value of [...taken, undefined])
      expect(verdict(checkClientOptions, { [option]: value }), String(value)).toBe(undefined);
    for (const value of refused)
      expect(verdict(checkClientOptions, { [option]: value }), String(value)).toBe(`${option} ${rule}`);
  });
});

test.each<[string, (options: never) => void, object, string]>([
  ['a misspelt option', checkClientOptions, { apikey: 'a' }, 'apikey is no option: did you mean apiKey?'],
  ['an option of nobody', checkClientOptions, { colour: 'red' }, 'colour is no option'],
  ['an option that every object has', checkClientOptions, { toString: act }, 'toString is no option'],
  ['an option of WebSockets for REST', checkRestOptions, { overlapMs: 5 }, 'overlapMs is no option'],
  ['an option of calls for streams', checkStreamOptions, { apiKey: 'a' }, 'apiKey is no option'],
  ['a logon for REST', checkRestOptions, { sessionLogon: true }, 'sessionLogon is no option'],
  [
    'two secrets',
    checkRestOptions,
    { apiSecret: 'a', sign: act },
    'apiSecret and sign exclude each other: give one of them',
  ],
  [
    'two secrets of a client',
    checkClientOptions,
    { privateKey: 'a', sign: act },
    'privateKey and sign exclude each other: give one of them',
  ],
  ['a logon without key', checkClientOptions, { sessionLogon: true }, 'sessionLogon needs an Ed25519 privateKey'],
])('%s is refused', (_, check, given, wanted) => {
  expect(verdict(check, given)).toBe(wanted);
});

test('what belongs together is taken', () => {
  expect(verdict(checkClientOptions, { sessionLogon: true, privateKey: 'pem' })).toBe(undefined);
  expect(verdict(checkRestOptions, { apiSecret: 'a', sign: undefined, recvWindow: 5 })).toBe(undefined);
  expect(verdict(checkStreamOptions, { overlapMs: 5, timeoutMs: 5 })).toBe(undefined);
});

test.each<[string, (options: never) => void, object, string | undefined]>([
  ['a call', checkCallOptions, {}, undefined],
  ['a call', checkCallOptions, { timeoutMs: Infinity, recvWindow: 0 }, undefined],
  ['a call', checkCallOptions, { timeoutMs: 0 }, `timeoutMs ${OR_NEVER}`],
  ['a call', checkCallOptions, { recvWindow: -1 }, `recvWindow ${PAUSE}`],
  ['a subscription', checkSubscribeOptions, {}, undefined],
  ['a subscription', checkSubscribeOptions, { bufferSize: 1, silenceMs: 0 }, undefined],
  ['a subscription', checkSubscribeOptions, { silenceMs: Infinity }, undefined],
  ['a subscription', checkSubscribeOptions, { bufferSize: 0 }, `bufferSize ${COUNT_1}`],
  ['a subscription', checkSubscribeOptions, { silenceMs: -1 }, `silenceMs ${OR_NEVER}`],
])('options of %s: %#', (_, check, given, wanted) => {
  expect(verdict(check, given)).toBe(wanted);
});
