// `npm run lint:spec`: extensions are described and used as described, examples are there and true to their schemas.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleFaults } from '../../codegen/lint/examples.js';
import { vocabularyFaults } from '../../codegen/lint/vocabulary.js';
import { loadSpec } from '../../codegen/load/documents.js';
import { valueAt, type Json, type JsonObject } from '../../codegen/load/json.js';
import type { SpecError } from '../../codegen/load/spec-error.js';

const documents = loadSpec('spec');
const rootOf = (name: string) => documents.find((document) => document.name === name)!.root;

/** What is found while a place of a document says something else; `undefined` takes the key away. */
function found(
  find: () => SpecError[],
  [document, pointer, key, value]: readonly [string, string, string, Json | undefined],
): string[] {
  const holder = valueAt(rootOf(document), pointer) as JsonObject;
  const before = holder[key];
  if (value === undefined) delete holder[key];
  else holder[key] = value;
  try {
    return find().map(({ message }) => message.split(' (line')[0]!);
  } finally {
    if (before === undefined) delete holder[key];
    else holder[key] = before;
  }
}

const ORDER = '/paths/~1fapi~1v1~1order/post';
const DEPTH = '/paths/~1fapi~1v1~1depth/get';
const SCHEMA = '/components/schemas/OrderSide';
const CHANNEL = '/channels/bookTicker';
const spec = 'spec/openapi/paths/trade.yaml#/~1fapi~1v1~1order/post';

test('the spec has no faults', () => {
  expect([...vocabularyFaults('spec', documents), ...exampleFaults(documents)].map(String)).toEqual([]);
});

describe('extensions', () => {
  test.each([
    [
      'an unknown one',
      'openapi',
      ORDER,
      'x-retyr',
      'safe',
      `${spec}: x-retyr is not described in extensions.yaml; did you mean x-retry?`,
    ],
    ['one that belongs elsewhere', 'openapi', ORDER, 'x-route', 'public', `${spec}: x-route may not stand here`],
    [
      'one of another place of the same document',
      'openapi',
      SCHEMA,
      'x-weight',
      1,
      'spec/components/enums.yaml#/OrderSide: x-weight may not stand here',
    ],
    [
      'one outside all places',
      'openapi',
      '/info',
      'x-logo',
      {},
      'spec/openapi/openapi.yaml#/info: x-logo is not described in extensions.yaml',
    ],
    ['one that is missing', 'openapi', ORDER, 'x-retry', undefined, `${spec}: x-retry is missing`],
    [
      'a wrong word',
      'openapi',
      ORDER,
      'x-retry',
      'verfy',
      `${spec}: x-retry must be one of safe, verify, never; did you mean verify?`,
    ],
    [
      'a wrong type',
      'openapi',
      `${ORDER}/x-order-weight`,
      '10s',
      '1',
      `${spec}/x-order-weight: x-order-weight/10s must be integer`,
    ],
    [
      'an unknown word in a value',
      'openapi',
      `${ORDER}/x-param-rules/0`,
      'notes',
      'no',
      `${spec}/x-param-rules/0: unknown word "notes" in x-param-rules/0; did you mean note?`,
    ],
    [
      'a date that is none',
      'openapi',
      ORDER,
      'x-since',
      '2026-13-01',
      expect.stringMatching(/post: x-since must match pattern/),
    ],
    [
      'a value of a stream',
      'market-streams',
      CHANNEL,
      'x-update-speed-ms',
      { '{symbol}@bookTicker': -1 },
      expect.stringMatching(/x-update-speed-ms\/\{symbol\}@bookTicker must be >= 0$/),
    ],
  ] as const)('%s', (_, document, pointer, key, value, message) => {
    const faults = found(() => vocabularyFaults('spec', documents), [document, pointer, key, value]);
    expect(faults).toEqual([message]);
  });

  /** What is found with another text in the description of the extensions. */
  function foundWith(from: string, to: string): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'vocabulary-'));
    const text = readFileSync('spec/extensions.yaml', 'utf8');
    expect(text).toContain(from);
    writeFileSync(
      join(folder, 'extensions.yaml'),
      text.replace(from, () => to),
    );
    try {
      return vocabularyFaults(folder, documents).map(
        ({ message }) => message.replace(/^.*?#/, '#').split(' (line')[0]!,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('one that is described and used by no document', () => {
    const colour = '$defs:\n  x-colour: { description: Its colour., type: string, examples: [red] }\n';
    expect(foundWith('$defs:\n', colour)).toEqual(['#/$defs/x-colour: no document uses it']);
  });

  test('one without example, and one whose example is wrong', () => {
    expect(foundWith('examples: [usdm]', 'examples: []')).toEqual(['#/$defs/x-product: an example is missing']);
    expect(foundWith('examples: [usdm]', 'examples: [1]')).toEqual([
      '#/$defs/x-product: example 1 is not as described',
    ]);
  });
});

describe('examples', () => {
  const answer = `${DEPTH}/responses/200/content/application~1json`;
  const depth = 'spec/openapi/paths/market-data.yaml#/~1fapi~1v1~1depth/get';
  test.each([
    [
      'a missing answer',
      'openapi',
      answer,
      'example',
      undefined,
      `${depth}/responses/200/content/application~1json: an example of the answer is missing`,
    ],
    [
      'an answer that breaks its schema',
      'openapi',
      `${answer}/example`,
      'bids',
      [['1']],
      expect.stringMatching(/example: the example breaks its schema: bids 0 must NOT have fewer than 2 items$/),
    ],
    [
      'a request without what must be sent',
      'openapi',
      DEPTH,
      'x-request-example',
      { limit: 5 },
      `${depth}: x-request-example lacks symbol, which must be sent`,
    ],
    [
      'a request with another parameter',
      'openapi',
      `${DEPTH}/x-request-example`,
      'pair',
      'BTCUSDT',
      `${depth}/x-request-example: pair is no parameter here`,
    ],
    [
      'a request with a wrong value',
      'openapi',
      `${DEPTH}/x-request-example`,
      'limit',
      'many',
      `${depth}/x-request-example: the example breaks its schema: must be integer`,
    ],
    [
      'a missing message',
      'market-streams',
      '/components/messages/bookTicker',
      'examples',
      [],
      expect.stringMatching(/: an example of the message is missing$/),
    ],
    [
      'a message that breaks its schema',
      'market-streams',
      '/components/messages/bookTicker/examples/0/payload',
      'u',
      '1',
      expect.stringMatching(/: the example breaks its schema: u must be integer$/),
    ],
  ] as const)('%s', (_, document, pointer, key, value, message) => {
    const edited = documents.filter(({ name }) => name === document);
    expect(found(() => exampleFaults(edited), [document, pointer, key, value as Json | undefined])).toEqual([message]);
  });
});
