// Messages to events: the scanning functions against the tables, documented payloads, drift.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asyncApiNames } from '../../codegen/load/documents.js';
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import { portableAsyncApi } from '../../codegen/load/portable.js';
import { marketDecoders, userDataDecoders } from '../../generated/events.js';
import { decodeMarketMessage, decodeUserDataMessage } from '../../src/decode.js';
import type { EventDecoder, FieldRow, ObjectRow } from '../../src/rows.js';
import { limitDrift, type CountedDrift, type Drift } from '../../src/drift.js';
import { parseMessage } from '../../src/json.js';
import { readWireObject } from '../../src/decode/read-object.js';
import { endAt } from '../../src/decode/scanner.js';

const decoders = [...new Map([...marketDecoders, ...userDataDecoders])];

/** A wire value as JSON text, with what it must become. */
type Value = { readonly text: string; readonly read: unknown };

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('BTCUSDT', '币安人生USDT', '', '"', '\\', '{"e":"', '\u2028'),
);
const integer = fc.oneof(fc.nat(), fc.integer(), fc.maxSafeInteger(), fc.constantFrom(0, -1, 1788220800123));
const id = fc.oneof(fc.nat().map(BigInt), fc.bigInt(0n, 2n ** 63n - 1n));

function valueOf(field: FieldRow): fc.Arbitrary<Value> {
  const of = <Item>(items: fc.Arbitrary<Item>, read: (item: Item) => unknown = (item) => item) =>
    items.map((item) => ({ text: toJsonText(item as Json), read: read(item) }));
  if (field.values) return of(fc.constantFrom(...field.values));
  switch (field.type) {
    case 'string':
      return of(text);
    case 'integer':
      return of(integer);
    case 'id':
      return of(id, String);
    case 'number':
      return of(fc.oneof(integer, fc.double({ noNaN: true, noDefaultInfinity: true })), (item) =>
        Object.is(item, -0) ? 0 : item,
      );
    case 'boolean':
      return of(fc.boolean());
    case 'json':
      return of(fc.array(text));
    case 'pairs':
      return of(fc.array(fc.tuple(text, text), { maxLength: 5 }));
    case 'object':
      return objectOf(field.fields!);
    case 'list':
      return fc.array(objectOf(field.fields!), { maxLength: 4 }).map((items) => ({
        text: `[${items.map((item) => item.text).join(',')}]`,
        read: items.map((item) => item.read),
      }));
  }
}

/** A wire object with its keys in any order, optional ones now and then absent. */
function objectOf(fields: ObjectRow, fixed: { readonly [key: string]: string } = {}): fc.Arbitrary<Value> {
  const entries = Object.entries(fields).map(([key, field]) => {
    const value = key in fixed ? fc.constant({ text: JSON.stringify(fixed[key]), read: fixed[key] }) : valueOf(field);
    const present = field.optional ? fc.option(value, { nil: undefined }) : value;
    return present.map((chosen) => ({ key, name: field.name, value: chosen }));
  });
  return fc
    .tuple(...entries)
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    .map(([all, shuffled]) => ({
      text: `{${shuffled.flatMap(({ key, value }) => (value ? [`"${key}":${value.text}`] : [])).join(',')}}`,
      read: Object.fromEntries(all.map(({ name, value }) => [name, value?.read])),
    }));
}

const messageOf = (type: string, { fields }: EventDecoder) => objectOf(fields, { e: type });

/** What the tables make of a text; nothing if it is no JSON object. */
function readByTable(message: string, { fields }: EventDecoder): { event: object; drifts: string[] } | undefined {
  const drifts: string[] = [];
  let wire: unknown;
  try {
    wire = parseMessage(message);
  } catch {
    return undefined;
  }
  if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) return undefined;
  return { event: readWireObject(wire as never, fields, '', (kind) => drifts.push(kind)), drifts };
}

/** What a scanning function makes of a whole text. */
function scanWhole(message: string, { scan }: EventDecoder): unknown {
  if (message.includes('\\')) return undefined;
  const event = scan(message, 0);
  return endAt === message.length ? event : undefined;
}

describe.each(decoders)('%s', (type, decoder) => {
  const decode = marketDecoders.has(type) ? decodeMarketMessage : decodeUserDataMessage;

  test('is read as it was made, whatever the order of its keys', () => {
    fc.assert(
      fc.property(messageOf(type, decoder), ({ text: message, read }) => {
        expect(decode(message, { onDrift: (drift) => expect(drift).toBeUndefined() })).toEqual({ event: read });
        expect(readByTable(message, decoder)).toEqual({ event: read, drifts: [] });
        const scanned = scanWhole(message, decoder);
        // Text without escapes, long integers and exponents must not need the slow way.
        if (!/\\|\d{16}|-0|e[+-]?\d/.test(message)) expect(scanned).toEqual(read);
        if (scanned !== undefined) expect(Object.keys(scanned as object)).toEqual(Object.keys(read as object));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test('damaged, it gives the same by both ways or does not match', () => {
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), with: fc.constant('') }),
      fc.record({
        kind: fc.constant('replace' as const),
        at: fc.nat(),
        with: fc.oneof(
          fc.string({ minLength: 1, maxLength: 1 }),
          fc.constantFrom('"', ',', '{', '}', '[', ']', '0', '-', '\u0000', '\\'),
        ),
      }),
      fc.record({
        kind: fc.constant('insert' as const),
        at: fc.nat(),
        with: fc.constantFrom(
          '"x":1,',
          '"x":[{}],',
          ' ',
          '0',
          '.5',
          'e3',
          '"',
          '\n',
          'null',
          '"e":"other",',
          '999999999999999999',
        ),
      }),
    );
    fc.assert(
      fc.property(messageOf(type, decoder), damage, ({ text: message }, { kind, at, with: piece }) => {
        const place = at % message.length;
        const rest = kind === 'cut' ? '' : message.slice(kind === 'replace' ? place + 1 : place);
        const damaged = message.slice(0, place) + piece + rest;
        const scanned = scanWhole(damaged, decoder);
        if (scanned !== undefined) expect(readByTable(damaged, decoder)).toEqual({ event: scanned, drifts: [] });
        const again = damaged.includes('\\') ? undefined : decoder.scan(`x${damaged}`, 1);
        expect(again === undefined || endAt !== damaged.length + 1 ? undefined : again).toEqual(scanned);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });
});

describe('documented payloads', () => {
  const payloads = asyncApiNames('spec')
    .filter((name) => name !== 'websocket-api')
    .flatMap((name) => {
      const messages = (portableAsyncApi('spec', name).root['components'] as JsonObject)['messages'] as JsonObject;
      const decode = name === 'market-streams' ? decodeMarketMessage : decodeUserDataMessage;
      return Object.entries(messages as { [id: string]: JsonObject }).flatMap(([id, { examples }]) =>
        (examples as { payload: JsonObject }[]).map(({ payload }): [string, JsonObject, typeof decode] => [
          id,
          payload,
          decode,
        ]),
      );
    })
    .filter(([, payload]) => Array.isArray(payload) || 'e' in payload || 'stream' in payload);

  test.each(payloads)('%s, cut anywhere, matches nothing', (_, payload, decode) => {
    const reversed = Object.fromEntries(Object.entries(payload).toReversed());
    for (const compact of [toJsonText(payload), ...(Array.isArray(payload) ? [] : [toJsonText(reversed)])]) {
      for (let length = 0; length < compact.length; length++) {
        expect(() => decode(compact.slice(0, length))).toThrow('the text is no message');
      }
    }
  });

  test.each(payloads)('%s is read without drift, by scanning and by table alike', (_, payload, decode) => {
    const drifts: Drift[] = [];
    const compact = toJsonText(payload);
    const fast = decode(compact, { onDrift: (drift) => drifts.push(drift) });
    // A blank keeps the scanning functions away.
    expect(decode(` ${compact}`, { onDrift: (drift) => drifts.push(drift) })).toEqual(fast);
    expect(drifts).toEqual([]);
    expect(JSON.stringify(fast)).not.toContain('"unknown"');
    expect(decode(compact, { raw: true })).toMatchObject(Array.isArray(payload) ? { events: payload } : {});
  });
});

describe('decodeMarketMessage', () => {
  const ticker =
    '{"e":"bookTicker","u":8912345678901,"s":"BTCUSDT","b":"60999.90","B":"1.250","a":"61000.00","A":"0.310","T":1788220800120,"E":1788220800123}';
  const event = {
    eventType: 'bookTicker',
    lastUpdateId: 8912345678901,
    symbol: 'BTCUSDT',
    bidPrice: '60999.90',
    bidQty: '1.250',
    askPrice: '61000.00',
    askQty: '0.310',
    transactionTime: 1788220800120,
    eventTime: 1788220800123,
    pair: undefined,
    productType: undefined,
  };

  test('takes the envelope off', () => {
    expect(decodeMarketMessage(`{"stream":"btcusdt@bookTicker","data":${ticker}}`)).toStrictEqual({
      stream: 'btcusdt@bookTicker',
      event,
    });
    expect(decodeMarketMessage(`{"data":[${ticker},${ticker}],"stream":"x"}`)).toStrictEqual({
      stream: 'x',
      events: [event, event],
    });
    expect(decodeMarketMessage(`[${ticker}]`)).toStrictEqual({ events: [event] });
    expect(decodeMarketMessage('[]')).toStrictEqual({ events: [] });
  });

  test.each([
    ['{"result":null,"id":1}', { result: null, id: 1 }],
    ['{"result":["btcusdt@aggTrade"],"id":3}', { result: ['btcusdt@aggTrade'], id: 3 }],
    ['{"error":{"code":2,"msg":"Invalid request"},"id":4}', { error: { code: 2, msg: 'Invalid request' }, id: 4 }],
    ['{"code":3,"msg":"Invalid JSON"}', { error: { code: 3, msg: 'Invalid JSON' } }],
  ])('tells the reply %s from events', (message, reply) => {
    expect(decodeMarketMessage(message)).toStrictEqual({ reply });
  });

  test.each(['', 'x', '1', '"text"', 'null', '{"e":"aggTrade"', '[1,'])('refuses %s', (message) => {
    expect(() => decodeMarketMessage(message)).toThrow(expect.objectContaining({ name: 'DecodeError' }));
  });

  test.each<[string, string, Partial<Drift>[]]>([
    [
      'an unknown event',
      '{"e":"lottery","E":1}',
      [{ kind: 'unknown-event', event: 'lottery', path: '', sample: '{"e":"lottery","E":1}' }],
    ],
    ['an event without a type', '{"x":1}', [{ kind: 'unknown-event', event: '', path: '' }]],
    [
      'an unknown field',
      ticker.replace('"u"', '"zz":{"a":[1]},"u"'),
      [{ kind: 'unknown-field', event: 'bookTicker', path: 'zz', sample: '{"a":[1]}' }],
    ],
    [
      'a missing field',
      ticker.replace('"A":"0.310",', ''),
      [{ kind: 'missing-field', event: 'bookTicker', path: 'A', sample: '' }],
    ],
    [
      'another type',
      ticker.replace('8912345678901', '"8912345678901"'),
      [{ kind: 'type', event: 'bookTicker', path: 'u', sample: '8912345678901' }],
    ],
    [
      'a level that is no pair',
      '{"e":"depthUpdate","E":1,"T":1,"s":"A","U":1,"u":1,"pu":1,"b":[["1"]],"a":[]}',
      [{ kind: 'type', path: 'b' }],
    ],
    [
      'an unknown value',
      '{"e":"EquityUpdate","E":1,"t":1,"T":2,"S":"LUNCH"}',
      [{ kind: 'unknown-enum-value', event: 'EquityUpdate', path: 'S', sample: 'LUNCH' }],
    ],
    [
      'a code that is unknown',
      ticker.replace('}', ',"st":7}'),
      [{ kind: 'unknown-enum-value', path: 'st', sample: '7' }],
    ],
  ])('reports %s', (_, message, expected) => {
    const drifts: Drift[] = [];
    decodeMarketMessage(message, { onDrift: (drift) => drifts.push(drift) });
    expect(drifts).toMatchObject(expected);
    expect(drifts).toHaveLength(expected.length);
  });

  test('an unknown event carries its text', () => {
    expect(decodeMarketMessage('{"e":"lottery"}')).toEqual({ event: { eventType: 'unknown', raw: '{"e":"lottery"}' } });
  });

  test.each([
    ['U+3873, the number that the two characters of "ps" are packed into', '\u3873'],
    ['a zero in front', '\u0000ps'],
  ])('a key is no packed key: %s', (_, key) => {
    const drifts: Drift[] = [];
    const message = ticker.replace('}', `,"${key}":"x"}`);
    expect(decodeMarketMessage(message, { onDrift: (drift) => drifts.push(drift) })).toEqual({ event });
    expect(drifts).toMatchObject([{ kind: 'unknown-field', path: key }]);
  });

  test('nothing reaches a prototype', () => {
    const message = ticker.replace('"u"', '"__proto__":{"polluted":1},"constructor":1,"u"');
    expect(decodeMarketMessage(message)).toEqual({ event });
    expect(decodeMarketMessage('{"e":"__proto__"}')).toMatchObject({ event: { eventType: 'unknown' } });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('decodeUserDataMessage', () => {
  test('ids beyond 2^53 keep their digits, also in the raw form', () => {
    const message =
      '{"e":"TRADE_LITE","E":1,"T":1,"s":"BTCUSDT","q":"1","p":"1","m":true,"c":"a","S":"BUY","L":"1","l":"1","t":6250000123,"i":8389765519993908929}';
    expect(decodeUserDataMessage(message).event).toMatchObject({ orderId: '8389765519993908929', tradeId: 6250000123 });
    expect(decodeUserDataMessage(message, { raw: true }).event).toMatchObject({ i: '8389765519993908929' });
    expect(decodeUserDataMessage(message.replace('8389765519993908929', '7'), { raw: true }).event).toMatchObject({
      i: '7',
    });
  });

  test('a message that ends behind a key ends the scan too', () => {
    // Once more than one key was read, going on from "no match" must not lead back into the text.
    const message =
      '{"T":-1967225124,"su":{"ut":919434663,"st":"","si":17,"ss":"EXPIRED","c":8005,"s":"{{MOKvQ"},"E":814506521,"e"';
    expect(userDataDecoders.get('STRATEGY_UPDATE')!.scan(message, 0)).toBeUndefined();
  });

  test('a time in a string is read as the integer that it is', () => {
    const onDrift = (drift: Drift) => expect(drift).toBeUndefined();
    const message = '{"e":"listenKeyExpired","E":"1736996475556","listenKey":"abc"}';
    expect(decodeUserDataMessage(message, { onDrift }).event).toEqual({
      eventType: 'listenKeyExpired',
      eventTime: 1736996475556,
      listenKey: 'abc',
    });
  });
});

test('the same drift is told at once, then once a minute with its count', () => {
  const told: CountedDrift[] = [];
  let now = 0;
  const onDrift = limitDrift(
    (drift) => told.push(drift),
    () => now,
  );
  const drift: Drift = { kind: 'unknown-field', event: 'aggTrade', path: 'zz', sample: '1' };
  for (let time = 0; time <= 120_000; time += 1000) {
    now = time;
    onDrift(drift);
  }
  onDrift({ ...drift, path: 'yy' });
  expect(told).toMatchObject([
    { path: 'zz', count: 1 },
    { path: 'zz', count: 60 },
    { path: 'zz', count: 60 },
    { path: 'yy', count: 1 },
  ]);
});
