// Any name and any text of a spec is written as it is or refused with its place: it never becomes code, and never ends in a stack dump.
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { emitDecoders } from '../../codegen/emit/decoders.js';
import { emitErrors } from '../../codegen/emit/errors.js';
import { emitEvents } from '../../codegen/emit/events.js';
import { emitOperations } from '../../codegen/emit/operations.js';
import { emitSchemas } from '../../codegen/emit/schemas.js';
import { emitStreams } from '../../codegen/emit/streams.js';
import { printFiles } from '../../codegen/emit/write.js';
import { kindOf } from '../../codegen/load/documents.js';
import { parseSource } from '../../codegen/load/read.js';
import { SpecError, SpecFaults } from '../../codegen/load/spec-error.js';
import { buildModel } from '../../codegen/model/build.js';

/** Places of a small spec, each filled with a text. */
interface Texts {
  readonly version: string;
  readonly product: string;
  readonly description: string;
  readonly operation: string;
  readonly parameter: string;
  readonly shared: string;
  readonly value: string;
  readonly field: string;
  readonly schema: string;
  readonly group: string;
  readonly key: string;
  readonly label: string;
  readonly stream: string;
  readonly message: string;
}

const PLAIN: Texts = {
  version: '1.0.0',
  product: 'tiny',
  description: 'What it is.',
  operation: 'ping',
  parameter: 'side',
  shared: 'Depth',
  value: 'BUY',
  field: 'answer',
  schema: 'Pong',
  group: 'Market Data',
  key: 'p',
  label: 'price',
  stream: 'quote',
  message: 'Refused.',
};

/** The spec as YAML; JSON strings are YAML too, whatever is in them. */
function specOf(texts: Texts): readonly [rest: string, streams: string] {
  const t = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.stringify(text)]));
  const reference = (name: string) => JSON.stringify(`#/components/schemas/${name}`);
  return [
    `openapi: 3.1.0
info: { title: Tiny, version: ${t['version']} }
x-product: ${t['product']}
x-timing: { recvWindowDefaultMs: 5000, recvWindowMaxMs: 60000, aheadMaxMs: 1000 }
x-limit-headers: { usedWeight: U-, orderCount: O-, retryAfter: Retry-After }
servers: [{ url: 'https://tiny.test', x-host: api, x-environment: production }]
tags: [{ name: ${t['group']}, description: ${t['description']} }]
x-errors: [{ code: -1, name: OOPS, kind: request, retry: 'no', messages: [${t['message']}], advice: ${t['description']} }]
paths:
  /ping:
    get:
      operationId: ${t['operation']}
      tags: [${t['group']}]
      summary: ${t['description']}
      description: ${t['description']}
      externalDocs: { url: 'https://tiny.test/ping' }
      x-security-type: NONE
      x-weight: 1
      x-retry: safe
      parameters:
        - { name: ${t['parameter']}, in: query, description: ${t['description']}, schema: { type: string, enum: [${t['value']}, SELL] } }
        - { $ref: ${JSON.stringify(`#/components/parameters/${texts.shared}`)} }
      responses:
        '200': { description: It., content: { application/json: { schema: { $ref: ${reference(texts.schema)} } } } }
components:
  securitySchemes: { apiKey: { type: apiKey, in: header, name: X-KEY } }
  parameters: { ${t['shared']}: { name: depth, in: query, description: ${t['description']}, schema: { type: integer } } }
  schemas:
    ${t['schema']}:
      type: object
      description: ${t['description']}
      properties: { ${t['field']}: { type: string, x-extensible-enum: [${t['value']}], description: ${t['description']} } }
`,
    `asyncapi: 3.0.0
info: { title: Tiny, version: ${t['version']} }
servers: { one: { host: tiny.test, pathname: /ws, protocol: wss, x-host: market, x-environment: production } }
x-connection: { lifetimeMs: 86400000, note: ${t['description']} }
x-control-errors: [{ code: 1, message: ${t['message']}, meaning: ${t['description']}, advice: ${t['description']} }]
channels:
  ${t['stream']}:
    address: '{symbol}@quote'
    parameters: { symbol: { description: ${t['description']}, examples: [btcusdt], x-letter-case: lower } }
    x-route: market
    x-stream-patterns: ['{symbol}@quote']
    x-update-speed-ms: { '{symbol}@quote': 0 }
    messages: { quote: { $ref: '#/components/messages/quote' } }
operations:
  ${t['stream']}: { action: receive, channel: {}, summary: ${t['description']}, externalDocs: { url: 'https://tiny.test/quote' } }
components:
  messages:
    quote: { name: quote, summary: ${t['description']}, payload: { $ref: '#/components/schemas/QuoteEvent' } }
  schemas:
    QuoteEvent:
      type: object
      description: ${t['description']}
      required: [e, ${t['key']}]
      properties:
        e: { type: string, const: quote, x-name: eventType }
        ${t['key']}: { type: string, enum: [${t['value']}, SELL], x-name: ${t['label']}, description: ${t['description']} }
`,
  ];
}

/** The generated files, or the fault that was found. */
async function outcomeOf(texts: Texts): Promise<Map<string, string> | SpecError> {
  try {
    const documents = specOf(texts).map((text, index) => {
      const file = `spec/${index === 0 ? 'openapi' : 'streams'}.yaml`;
      const { value: root, positionOf } = parseSource(text, file);
      const fault = (_: unknown, problem: string, key?: string) =>
        new SpecError(`${file}: ${problem}`, positionOf('', key));
      return { name: file, kind: kindOf(root), root, origin: () => `spec/components/all.yaml#/`, fault };
    });
    const model = buildModel(documents);
    const emitted = [emitSchemas, emitOperations, emitDecoders, emitStreams].flatMap((emit) => emit(model));
    const files = await printFiles([...emitted, emitEvents(model), emitErrors(model)], '// Generated.');
    return new Map(files.map(({ path, text }) => [path, text]));
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
}

/** What may stand at the top of a generated module, and texts that would be code if they got out of their place. */
const INJECTED = 'globalThis.injected';
const HARMLESS = new Set([
  ts.SyntaxKind.ImportDeclaration,
  ts.SyntaxKind.ExportDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.VariableStatement,
]);

/** Syntax errors, names that stand twice, and statements that only a text can have brought. */
function problemsOf(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const { parseDiagnostics = [] } = source as { parseDiagnostics?: readonly ts.Diagnostic[] };
  const strange = source.statements.filter(({ kind }) => !HARMLESS.has(kind)).map((node) => node.getText());
  const injected: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.getText() === INJECTED) injected.push(path);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...parseDiagnostics.map(({ messageText }) => String(messageText)), ...strange, ...injected];
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    `*/ ${INJECTED} = 1; /*`,
    `'; ${INJECTED} = 1; '`,
    `"; ${INJECTED} = 1; "`,
    `\`\${${INJECTED} = 1}\``,
    `\\`,
    `\\'`,
    `a\n${INJECTED} = 1\n`,
    `a\r\u2028${INJECTED} = 1`,
    `x } ${INJECTED} = 1; interface Z { b`,
    `__proto__`,
    `constructor`,
    `default`,
    `delete`,
    `await`,
    `a-b`,
    `1a`,
    `../../evil`,
    ``,
    ` `,
  ),
);

test('whatever stands where, the generated modules parse and hold no code of it, or the place is named', async () => {
  const place = fc.constantFrom(...(Object.keys(PLAIN) as (keyof Texts)[]));
  await fc.assert(
    fc.asyncProperty(place, hostile, async (name, text) => {
      const outcome = await outcomeOf({ ...PLAIN, [name]: text });
      if (outcome instanceof SpecError) {
        for (const { message, position } of outcome instanceof SpecFaults ? outcome.faults : [outcome]) {
          expect(message).toMatch(/^spec\/\w+\.yaml: /);
          expect(position).toBeDefined();
          expect(message.length).toBeLessThan(1300);
        }
        return;
      }
      for (const [path, source] of outcome) expect(problemsOf(path, source)).toEqual([]);
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 120_000);

test('a text of 1 MB is refused', async () => {
  const outcome = await outcomeOf({ ...PLAIN, description: '*/ '.repeat(350_000) });
  expect(String(outcome)).toMatch(/description is longer than 20000 characters \(line \d+, column \d+\)\n/);
});

test('a plain spec is generated', async () => {
  const files = await outcomeOf(PLAIN);
  expect(files).toBeInstanceOf(Map);
});

test.each([
  ['a quote', "Trader's", String.raw`"Trader's"`],
  ['a backslash', 'back\\slash', String.raw`'back\\slash'`],
  ['a line break', 'two\nlines', String.raw`'two\nlines'`],
])('%s in a value is written as it is', async (_, value, written) => {
  const files = await outcomeOf({ ...PLAIN, value });
  if (files instanceof SpecError) throw files;
  expect(files.get('schemas/all.ts')).toContain(written);
});

test.each([
  ['operation', 'delete'],
  ['operation', 'a-b'],
  ['label', 'default'],
  ['label', 'agg-trade'],
  ['key', 'a?: string } x'],
  ['schema', 'not a type'],
  ['schema', 'Delete'],
  ['shared', 'Delete'],
  ['shared', 'a b'],
  ['product', 'class'],
  ['version', '1\nevil()'],
  ['group', '../evil'],
  ['stream', 'x'.repeat(1_000_000)],
] as const)('%s %#: such a name is refused', async (place, name) => {
  const outcome = await outcomeOf({ ...PLAIN, [place]: name });
  expect(outcome).toBeInstanceOf(SpecError);
  expect((outcome as SpecError).position).toBeDefined();
});
