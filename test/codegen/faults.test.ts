// Faults of a spec: all of them in one run, each with its line, a caret below the place, and what may have been meant.
import { describe, expect, test } from 'vitest';
import { generateFiles } from '../../codegen/generate.js';
import { didYouMean } from '../../codegen/load/nearest.js';
import { SpecError, SpecFaults } from '../../codegen/load/spec-error.js';
import { tinySpecWith } from './tiny-spec.js';

/** The error that a tiny spec with these texts ends with. */
async function faultOf(texts: { readonly [file: string]: string }): Promise<SpecError> {
  try {
    await generateFiles(tinySpecWith(texts));
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('the line is shown, with a caret below the place', async () => {
  const { message } = await faultOf({ 'components/balances.yaml': 'Balance:\n  type: object\n  minProperties: 1\n' });
  expect(message).toBe(
    [
      'spec/components/balances.yaml#/Balance: unknown word "minProperties" in a schema; did you mean properties? ' +
        '(line 3, column 3)',
      '',
      '  minProperties: 1',
      '  ^',
    ].join('\n'),
  );
});

test('a long line is cut around the place', async () => {
  const long = `Balance: { type: object, title: ${'x'.repeat(100)}, minProperties: 1, description: ${'y'.repeat(100)} }`;
  const { message } = await faultOf({ 'components/balances.yaml': long });
  const [, line = '', caret = ''] = message.split(/\n+/);
  expect(line).toMatch(/^….{80}…$/);
  expect(line.slice(caret.indexOf('^'))).toMatch(/^minProperties: 1/);
});

test('all faults of one reading are told', async () => {
  const error = await faultOf({
    'components/balances.yaml': 'Balance: { type: object, minProperties: 1, required: [alyas], properties: {} }',
    'openapi/paths/account.yaml': '/v1/balance: { get: { operationId: balance, x-colour: red, tags: [Account] } }',
  });
  expect((error as SpecFaults).faults.map(({ message }) => message.split(' (line')[0])).toEqual([
    'spec/openapi/paths/account.yaml#/~1v1~1balance/get: unknown word "x-colour" in an operation',
    'spec/openapi/paths/account.yaml#/~1v1~1balance/get: summary is missing',
  ]);
  expect(error.message).toMatch(/\n\n2 faults$/);
});

test('all references to nothing are told, in whatever file', async () => {
  const error = await faultOf({
    'components/balances.yaml':
      "Balance: { type: object, properties: { a: { $ref: '#/Amont' }, b: { $ref: 'scalar.yaml#/Id' } } }\nAmount: { type: string }",
    'components/events.yaml': "TradeEvent: { type: object, properties: { e: { $ref: 'scalars.yaml#/Nothing' } } }",
    'openapi/paths/account.yaml':
      "/v1/balance: { get: { responses: { '200': { schema: { $ref: '../../components/balances.yaml#/Balance' } } } } }",
  });
  expect((error as SpecFaults).faults.map(({ message }) => message.split(' (line')[0])).toEqual([
    'spec/components/balances.yaml#/Balance/properties/a: #/Amont refers to nothing; did you mean Amount?',
    'spec/components/balances.yaml#/Balance/properties/b: scalar.yaml#/Id refers to spec/components/scalar.yaml: no such file; did you mean scalars.yaml?',
    'spec/components/events.yaml#/TradeEvent/properties/e: scalars.yaml#/Nothing refers to nothing',
    'spec/asyncapi/user-data-streams.yaml#/channels/userData/messages/fill/payload: ../components/events.yaml#/FillEvent refers to nothing',
  ]);
});

test('a reference inside a document that leads to nothing is told with its place', async () => {
  const { message } = await faultOf({
    'asyncapi/market-streams.yaml':
      "asyncapi: 3.0.0\nchannels:\n  trade: { messages: { trade: { $ref: '#/components/messages/trad' } } }\ncomponents: { messages: { trade: {} } }\n",
  });
  expect(message).toBe(
    [
      'spec/asyncapi/market-streams.yaml#/channels/trade/messages/trade: #/components/messages/trad refers to nothing; ' +
        'did you mean trade? (line 3, column 33)',
      '',
      "  trade: { messages: { trade: { $ref: '#/components/messages/trad' } } }",
      '                                ^',
    ].join('\n'),
  );
});

test('all faults of the YAML of a file are told', async () => {
  const error = await faultOf({ 'components/balances.yaml': 'Balance: { a: 1, a: 2 }\nBalance: 3\n' });
  expect((error as SpecFaults).faults).toHaveLength(2);
});

describe('what may have been meant', () => {
  test.each([
    ['LIMITT', ['MARKET', 'LIMIT'], '; did you mean LIMIT?'],
    ['symbl', ['symbol', 'symbols'], '; did you mean symbol?'],
    ['quantity', ['price', 'side'], ''],
    ['', ['a'], ''],
    ['x'.repeat(300), ['x'.repeat(299)], ''],
  ])('%s of %s', (wrong, known, meant) => {
    expect(didYouMean(wrong, known)).toBe(meant);
  });
});
