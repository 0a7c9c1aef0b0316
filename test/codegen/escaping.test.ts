// No text of a spec becomes code: whatever it holds, it stands in generated/ as a text, or the generator refuses it.
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { constant, literal } from '../../codegen/emit/source.js';
import { printFiles } from '../../codegen/emit/write.js';
import { generateFiles, generateFrom } from '../../codegen/generate.js';
import { loadSpec } from '../../codegen/load/documents.js';
import type { Json } from '../../codegen/load/json.js';
import { SpecError } from '../../codegen/load/spec-error.js';
import { tinySpec, tinySpecWith } from './tiny-spec.js';

/** Texts of parts that end strings, comments, lines and templates. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom('*/', '/*', '//', "'", '"', '`', '${evil()}', '\\', '\n', '\r\n', '\u2028', '\u2029', '\0'),
      fc.constantFrom(
        ' evil(); ',
        '@tag ',
        '- ',
        '1. ',
        '{@link ',
        '}',
        '</script>',
        '<!--',
        '😀',
        '\ud800',
        '__proto__',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const parsed = (text: string) => ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2022, true);
const faults = (file: ts.SourceFile) =>
  (file as unknown as { parseDiagnostics: ts.Diagnostic[] }).parseDiagnostics.map(({ messageText }) => messageText);

/** What an expression of literals says; anything else is code. */
function valueOf(node: ts.Expression): unknown {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return -Number(valueOf(node.operand));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(valueOf);
  if (!ts.isObjectLiteralExpression(node)) throw new Error(`code: ${node.getText()}`);
  const entries = node.properties.map((property) => {
    if (!ts.isPropertyAssignment(property)) throw new Error(`code: ${property.getText()}`);
    const { name } = property;
    const key = ts.isComputedPropertyName(name) ? String(valueOf(name.expression)) : (name as ts.StringLiteral).text;
    return [key, valueOf(property.initializer)] as const;
  });
  return Object.fromEntries(entries);
}

const print = async (statement: ReturnType<typeof constant>) => {
  const [file] = await printFiles([{ path: 'file.ts', statements: [statement] }], '// Header.');
  return parsed(file!.text);
};
const initializerOf = (file: ts.SourceFile) =>
  (file.statements[0] as ts.VariableStatement).declarationList.declarations[0]!.initializer!;

const values = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    texts,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.oneof(texts, fc.constantFrom('1', 'true', 'null', 'new')), tie('any')), { maxLength: 3 })
      .map(Object.fromEntries),
  ),
})).any;

test('a literal says the value again', async () => {
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      const file = await print(constant('value', value));
      expect(faults(file)).toEqual([]);
      expect(file.statements).toHaveLength(1);
      expect(valueOf(initializerOf(file))).toStrictEqual(value);
    }),
    { numRuns: 200 },
  );
});

test('what has no literal is refused', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, [undefined]])
    expect(() => literal(value)).toThrow('has no literal');
});

test('a doc comment holds its text, and nothing gets out of it', async () => {
  // What ends a comment is written with a backslash between its two characters.
  const marks = (text: string) => text.replace(/\s/gu, '').replaceAll('*\\/', '*/');
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const file = await print(constant('value', 1, { doc: text }));
      expect(faults(file)).toEqual([]);
      expect(file.statements).toHaveLength(1);
      expect(valueOf(initializerOf(file))).toBe(1);
      const [, comment = ''] = /\/\*\*([^]*?)\*\/\s*export const/.exec(file.text) ?? [];
      expect(marks(comment.replaceAll(/\n \*/g, '\n'))).toBe(marks(text));
    }),
    { numRuns: 300 },
  );
});

/** Keys whose texts are for people. */
const FREE = /^(summary|description|url|advice|meaning|message|x-client-note)$/;

/** Puts a text in place of every text that may hold anything. */
function fill(node: Json | undefined, text: string): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'string' && FREE.test(key)) (node as { [key: string]: Json })[key] = `${text}x`;
    else fill(value, text);
  }
}

/** Names of all that files declare, and what is wrong with them. */
function outline(files: readonly { readonly path: string; readonly text: string }[]) {
  return files.map(({ path, text }) => {
    const file = parsed(text);
    const names: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) names.push(node.text);
      ts.forEachChild(node, visit);
    };
    visit(file);
    return { path, faults: faults(file), names };
  });
}

test('texts of any document change no line of code', { timeout: 120_000 }, async () => {
  const filled = async (text: string) => {
    const documents = loadSpec(tinySpec);
    for (const { root } of documents) fill(root, text);
    return outline((await generateFrom(documents)).files);
  };
  const plain = await filled('plain');
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      expect(await filled(text)).toEqual(plain);
    }),
    { numRuns: 12 },
  );
});

/** What the reader refuses with its place, such as a key that reads as a value of another, is as good. */
const filesOrRefusal = (spec: string) =>
  generateFiles(spec).then(
    ({ files }) => files,
    (error: unknown) => {
      if (error instanceof SpecError) return [];
      throw error;
    },
  );

test('values and keys of the wire change no line of code', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const [key, value] = [JSON.stringify(`k${text}.`), JSON.stringify(`v${text}!`)];
      const spec = tinySpecWith({
        'components/enums.yaml': `Side: { type: string, enum: [${value}, SELL] }`,
        'components/balances.yaml': `Balance: { type: object, required: [${key}], properties: { ${key}: { type: string, enum: [${value}] } } }`,
        'openapi/paths/account.yaml': `
/v1/balance:
  get:
    operationId: balance
    tags: [Account]
    summary: Returns the balance.
    externalDocs: { url: 'https://tiny.example/balance' }
    x-security-type: NONE
    x-weight: 1
    x-retry: safe
    parameters:
      - { name: kind, in: query, required: true, schema: { type: string, enum: [${value}, OTHER] } }
      - { name: ${key}, in: query, schema: { type: string, enum: [${value}] } }
    x-param-rules:
      - { when: { kind: [${value}] }, require: [${key}] }
    responses:
      '200': { content: { application/json: { schema: { $ref: '../../components/balances.yaml#/Balance' } } } }
`,
      });
      for (const { path, faults: wrong, names } of outline(await filesOrRefusal(spec))) {
        expect(wrong, path).toEqual([]);
        expect(names, path).not.toContain('evil');
      }
    }),
    { numRuns: 12 },
  );
});
