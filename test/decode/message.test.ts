// Messages around events: envelopes, lists, replies, unknown events. On decoders of their own, whose scanning can be seen.
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/decode/decode.js';
import { closes, readInteger, readKey } from '../../src/decode/scanner.js';
import * as scanner from '../../src/decode/scanner.js';
import type { Drift } from '../../src/drift.js';
import type { EventDecoder } from '../../src/rows.js';

/** What was scanned, `type at seen`. */
let scanned: string[] = [];
beforeEach(() => (scanned = []));

/** Reads `{"e":"<type>","i":<id>}` and nothing else. */
function decoderOf(type: string, start: string | undefined): EventDecoder {
  return {
    types: [type],
    fields: { e: { name: 'eventType', type: 'string' }, i: { name: 'id', type: 'id' } },
    ...(start !== undefined && { start }),
    scan(text, at, seen = 0) {
      scanned.push(`${type} ${at} ${seen}`);
      const head = `{"e":"${type}"`;
      if (seen === 0 && !scanner.isAt(text, at, head)) return undefined;
      if (readKey(text, seen === 0 ? at + head.length : at) !== 'i'.charCodeAt(0)) return undefined;
      const id = readInteger(text, scanner.endAt);
      return closes(text, scanner.endAt) ? { eventType: type, id: String(id) } : undefined;
    },
    dedupe: [],
  };
}

const decoders = new Map([
  ['trade', decoderOf('trade', '{"e":"trade"')],
  ['quote', decoderOf('quote', undefined)],
]);
const read = (text: string, options?: Parameters<typeof decodeMessage>[2]) => decodeMessage(text, decoders, options);

const trade = (id: number) => ({ eventType: 'trade', id: String(id) });
const text = (id: number | string, type = 'trade') => `{"e":"${type}","i":${id}}`;

describe('scanned', () => {
  test.each<[string, object]>([
    [text(1), { event: trade(1) }],
    [`[${text(1)},${text(2)}]`, { events: [trade(1), trade(2)] }],
    [`{"stream":"a@trade","data":${text(1)}}`, { stream: 'a@trade', event: trade(1) }],
    [`{"stream":"!all","data":[${text(1)}]}`, { stream: '!all', events: [trade(1)] }],
    [`{"stream":"","data":${text(1)}}`, { stream: '', event: trade(1) }],
  ])('%s', (message, wanted) => {
    const drifts: Drift[] = [];
    expect(read(message, { onDrift: (drift) => drifts.push(drift) })).toEqual(wanted);
    expect(Object.keys(read(message))).toEqual(Object.keys(wanted));
    expect(scanned.length).toBeGreaterThan(0);
    expect(drifts).toEqual([]);
  });

  test('an event that starts as the last one did is read from behind its start', () => {
    read(text(1));
    read(text(2));
    read(`{"stream":"a@trade","data":${text(3)}}`);
    expect(scanned.slice(-2)).toEqual(['trade 12 1', 'trade 39 1']);
    read(text(1, 'quote'));
    read(text(4));
    expect(scanned.slice(-2)).toEqual(['quote 0 0', 'trade 12 1']);
  });

  test('the start of another set of decoders is no start', () => {
    read(text(1));
    const others = new Map([['trade', decoderOf('trade', '{"e":"trade"')]]);
    expect(decodeMessage(text(2), others, undefined)).toEqual({ event: trade(2) });
    expect(scanned.at(-1)).toBe('trade 0 0');
  });

  test('a longer type of the same start is another event', () => {
    read(text(1));
    expect(read('{"e":"trader","i":1}')).toEqual({ event: { eventType: 'unknown', raw: '{"e":"trader","i":1}' } });
  });
});

describe('read by the tables', () => {
  const LONG = '9223372036854775807';
  test.each<[string, object]>([
    [`{"i":1,"e":"trade"}`, { event: trade(1) }],
    [` ${text(1)} `, { event: trade(1) }],
    [text(LONG), { event: { eventType: 'trade', id: LONG } }],
    [`[${text(LONG)}]`, { events: [{ eventType: 'trade', id: LONG }] }],
    [`[]`, { events: [] }],
    [`{"stream":"a","data":${text(LONG)}}`, { stream: 'a', event: { eventType: 'trade', id: LONG } }],
    [`{"stream":"a\\u0062","data":${text(1)}}`, { stream: 'ab', event: trade(1) }],
    [`{"data":${text(1)},"stream":"a"}`, { stream: 'a', event: trade(1) }],
    [`{"stream":"a","data":${text(1)},"x":1}`, { stream: 'a', event: trade(1) }],
    [`{"stream":"a","data":[${text(1)}],"x":1}`, { stream: 'a', events: [trade(1)] }],
    [`{"stream":"a" ,"data":${text(1)}}`, { stream: 'a', event: trade(1) }],
  ])('%s', (message, wanted) => {
    const drifts: Drift[] = [];
    expect(read(message, { onDrift: (drift) => drifts.push(drift) })).toEqual(wanted);
    expect(drifts).toEqual([]);
  });

  test.each<[string, string]>([
    [text(1, 'other'), 'other'],
    ['{"x":1}', ''],
    ['{"e":7}', ''],
    ['{"stream":7,"data":{}}', ''],
    ['{"stream":"a"}', ''],
    ['{"stream":"a","data":null}', ''],
    ['{"stream":"a","data":7}', ''],
    ['[7]', ''],
    ['{"__proto__":{"e":"trade"}}', ''],
  ])('%s is an unknown event', (message, event) => {
    const drifts: Drift[] = [];
    const { event: one, events } = read(message, { onDrift: (drift) => drifts.push(drift) });
    expect([one ?? events].flat()).toEqual([{ eventType: 'unknown', raw: message }]);
    expect(drifts).toEqual([{ kind: 'unknown-event', event, path: '', sample: message }]);
    expect(() => read(message)).not.toThrow();
  });

  test('differences are told with their event', () => {
    const drifts: Drift[] = [];
    read('{"e":"trade","i":1,"x":2}', { onDrift: (drift) => drifts.push(drift) });
    expect(drifts).toEqual([{ kind: 'unknown-field', event: 'trade', path: 'x', sample: '2' }]);
  });
});

describe('a reply', () => {
  test.each<[string, object]>([
    ['{"result":null,"id":1}', { id: 1, result: null }],
    ['{"result":["a"],"id":1}', { id: 1, result: ['a'] }],
    ['{"result":null}', { result: null }],
    ['{"result":null,"id":"1"}', { result: null }],
    ['{"error":{"code":2,"msg":"No."},"id":3}', { id: 3, error: { code: 2, msg: 'No.' } }],
    ['{"code":2,"msg":"No.","id":3}', { id: 3, error: { code: 2, msg: 'No.' } }],
    ['{"code":"2","msg":7}', { error: { code: 2, msg: '7' } }],
    ['{"error":{"code":2},"result":1}', { result: 1 }],
    ['{"error":null,"result":1}', { result: 1 }],
    ['{"error":"text","result":1}', { result: 1 }],
    ['{"error":{"msg":"No."},"result":1}', { result: 1 }],
  ])('%s', (message, reply) => {
    expect(read(message)).toEqual({ reply });
  });

  test.each(['{"e":"x","result":null}', '{"stream":"a","data":{"result":null}}', '{"id":1}', '{"error":{"code":2}}'])(
    'is not %s',
    (message) => {
      expect(read(message).reply).toBe(undefined);
    },
  );
});

describe('raw', () => {
  test.each<[string, object]>([
    [text(1), { event: { e: 'trade', i: '1' } }],
    ['{"e":"trade","i":1,"x":2}', { event: { e: 'trade', i: '1', x: 2 } }],
    ['{"e":"other","i":1}', { event: { e: 'other', i: 1 } }],
    ['[7]', { events: [{ eventType: 'unknown', raw: '[7]' }] }],
  ])('%s', (message, wanted) => {
    expect(read(message, { raw: true })).toEqual(wanted);
    expect(scanned).toEqual([]);
  });

  test('differences are told all the same', () => {
    const drifts: Drift[] = [];
    read('{"e":"trade","x":2}', { raw: true, onDrift: (drift) => drifts.push(drift) });
    expect(drifts.map(({ kind }) => kind)).toEqual(['missing-field', 'unknown-field']);
  });
});

test.each(['', 'text', '7', 'null', '"text"', '{"e":"trade"', '\\'])('%j is no message', (message) => {
  expect(() => read(message)).toThrow(
    expect.objectContaining({ name: 'DecodeError', message: `message: the text is no message: ${message}` }),
  );
});
