import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  BinanceError,
  DecodeError,
  describeFailure,
  ExchangeError,
  isBinanceError,
  TransportError,
  withUnknownOutcome,
  type ExchangeErrorFacts,
} from '../../src/errors.js';

const facts: ExchangeErrorFacts = {
  operation: 'newOrder',
  status: 400,
  code: -2019,
  codeName: 'MARGIN_NOT_SUFFICIEN',
  execution: 'rejected',
  retry: 'no',
  retryAfterMs: 5,
  advice: 'Add margin.',
};

describe('what an error says', () => {
  test.each<[string, Error, string, string]>([
    ['base', new BinanceError('text'), 'BinanceError', 'text'],
    ['argument', new ArgumentError('side', 'is required'), 'ArgumentError', 'side is required'],
    [
      'argument of a call',
      new ArgumentError('side', 'is required', 'newOrder'),
      'ArgumentError',
      'newOrder: side is required',
    ],
    [
      'refusal',
      new ExchangeError('No.', facts),
      'ExchangeError',
      'newOrder: -2019 MARGIN_NOT_SUFFICIEN: No. Add margin.',
    ],
    [
      'refusal of unknown outcome',
      new ExchangeError('No.', { ...facts, codeName: undefined, execution: 'unknown', advice: undefined }),
      'ExchangeError',
      'newOrder: -2019: No. The outcome is unknown.',
    ],
    [
      'refusal without code',
      new ExchangeError('<html>', { ...facts, status: 403, code: undefined, codeName: undefined, advice: undefined }),
      'ExchangeError',
      'newOrder: HTTP 403: <html>',
    ],
    [
      'nothing sent',
      new TransportError('newOrder', 'refused', 'rejected'),
      'TransportError',
      'newOrder: refused. Nothing was sent.',
    ],
    [
      'no answer',
      new TransportError('newOrder', 'cut', 'unknown'),
      'TransportError',
      'newOrder: cut. The outcome is unknown.',
    ],
    ['no JSON', new DecodeError('newOrder', 'broken'), 'DecodeError', 'newOrder: broken'],
  ])('%s', (_, error, name, message) => {
    expect({ name: error.name, message: error.message }).toEqual({ name, message });
    expect(String(error)).toBe(`${name}: ${message}`);
  });

  test('its facts are properties', () => {
    expect(Object.assign({}, new ExchangeError('No.', facts))).toEqual({
      ...facts,
      name: 'ExchangeError',
      exchangeMessage: 'No.',
    });
    const cause = new Error('why');
    const transport = new TransportError('newOrder', 'cut', 'unknown', cause, 7);
    expect(transport).toMatchObject({ operation: 'newOrder', problem: 'cut', execution: 'unknown', retryAfterMs: 7 });
    expect(transport.cause).toBe(cause);
    expect(new DecodeError('newOrder', 'broken', cause)).toMatchObject({ operation: 'newOrder', execution: 'unknown' });
    expect(new DecodeError('newOrder', 'broken', cause).cause).toBe(cause);
    expect('cause' in new DecodeError('newOrder', 'broken')).toBe(false);
  });
});

describe('instanceof', () => {
  const errors = [
    new BinanceError('text'),
    new ArgumentError('side', 'is required'),
    new ExchangeError('No.', facts),
    new TransportError('newOrder', 'cut', 'unknown'),
    new DecodeError('newOrder', 'broken'),
  ];
  const classes = [BinanceError, ArgumentError, ExchangeError, TransportError, DecodeError];

  test.each(classes.map((one, index) => [one.name, index] as const))('%s knows its own', (_, index) => {
    const known = errors.map((error) => error instanceof classes[index]!);
    expect(known).toEqual(errors.map((__, other) => index === 0 || other === index));
  });

  test('an error of another copy of the package is known by its brand', () => {
    for (const one of classes) {
      class Copy extends Error {
        static readonly brand = one.brand;
      }
      expect(new Copy() instanceof one).toBe(true);
      expect(new Copy() instanceof (one === DecodeError ? ArgumentError : DecodeError)).toBe(false);
    }
    class Deeper extends DecodeError {}
    expect(new Deeper('a', 'b') instanceof DecodeError).toBe(true);
  });

  test('a class of the caller’s own that extends one knows its own only', () => {
    class Own extends BinanceError {}
    expect(new Own('mine') instanceof Own).toBe(true);
    expect(new Own('mine') instanceof BinanceError).toBe(true);
    expect(new BinanceError('theirs') instanceof Own).toBe(false);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'BinanceError'],
    ['a function', () => {}],
    ['an object without prototype', Object.create(null)],
    ['an object whose constructor is null', { constructor: null }],
    ['another error', new Error('BinanceError')],
  ])('%s is none', (_, value) => {
    expect(value instanceof BinanceError).toBe(false);
    expect(isBinanceError(value)).toBe(false);
  });

  test('isBinanceError knows all', () => {
    expect(errors.map(isBinanceError)).toEqual(errors.map(() => true));
  });
});

describe('an earlier attempt may have been executed', () => {
  test('a refusal becomes one of unknown outcome, all else kept', () => {
    const fresh = withUnknownOutcome(new ExchangeError('No.', facts));
    expect(fresh).toBeInstanceOf(ExchangeError);
    expect(Object.assign({}, fresh)).toEqual({
      ...facts,
      name: 'ExchangeError',
      exchangeMessage: 'No.',
      execution: 'unknown',
    });
  });

  test('so does what was not sent', () => {
    const cause = new Error('why');
    const fresh = withUnknownOutcome(new TransportError('newOrder', 'held back', 'rejected', cause, 7));
    expect(fresh).toBeInstanceOf(TransportError);
    expect(fresh).toMatchObject({ operation: 'newOrder', problem: 'held back', execution: 'unknown', retryAfterMs: 7 });
    expect((fresh as Error).cause).toBe(cause);
  });

  test.each<[string, unknown]>([
    ['a refusal of unknown outcome', new ExchangeError('No.', { ...facts, execution: 'unknown' })],
    ['a lost answer', new TransportError('newOrder', 'cut', 'unknown')],
    ['an argument', new ArgumentError('side', 'is required')],
    ['something else', 'text'],
  ])('%s stays as it is', (_, error) => {
    expect(withUnknownOutcome(error)).toBe(error);
  });
});

describe('why something failed', () => {
  const failed = (code: unknown, message = 'failed', cause?: unknown) =>
    Object.assign(new Error(message, { cause }), code === undefined ? {} : { code });
  test.each<[unknown, string]>([
    [failed('ENOTFOUND'), 'the name of the host is not known (ENOTFOUND)'],
    [failed('EAI_AGAIN'), 'the name of the host could not be looked up (EAI_AGAIN)'],
    [failed('ECONNREFUSED'), 'the connection was refused (ECONNREFUSED)'],
    [failed('ECONNRESET'), 'the connection was cut (ECONNRESET)'],
    [failed('EPIPE'), 'the connection was cut (EPIPE)'],
    [failed('ETIMEDOUT'), 'the host does not answer (ETIMEDOUT)'],
    [failed('EHOSTUNREACH'), 'the host cannot be reached (EHOSTUNREACH)'],
    [failed('ENETUNREACH'), 'the network cannot be reached (ENETUNREACH)'],
    [failed('UND_ERR_SOCKET'), 'the connection was cut (UND_ERR_SOCKET)'],
    [failed('EOTHER'), 'the connection failed (EOTHER)'],
    [failed('CERT_HAS_EXPIRED'), 'the certificate is not trusted (CERT_HAS_EXPIRED)'],
    [failed('DEPTH_ZERO_SELF_SIGNED_CERT'), 'the certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    [failed('UNABLE_TO_VERIFY_LEAF'), 'the certificate is not trusted (UNABLE_TO_VERIFY_LEAF)'],
    [failed('ERR_TLS_X'), 'the certificate is not trusted (ERR_TLS_X)'],
    [failed(undefined, 'fetch failed', failed('EPIPE')), 'the connection was cut (EPIPE)'],
    [failed(undefined, 'fetch failed', new Error('inner')), 'fetch failed'],
    [failed(undefined, 'fetch failed', null), 'fetch failed'],
    [failed(undefined, 'fetch failed', 'text'), 'fetch failed'],
    [failed('EPIPE', 'outer', failed('ENOTFOUND')), 'the connection was cut (EPIPE)'],
    [failed(7, 'a number as code'), 'a number as code'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('%s: %s', (error, words) => {
    expect(describeFailure(error)).toBe(words);
  });
});
