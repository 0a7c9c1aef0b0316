// What an editor shows where the cursor stands: on the name of a call, and behind its opening bracket.
import { resolve } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { loadSpec } from '../../codegen/load/documents.js';
import { buildModel } from '../../codegen/model/build.js';

const { operations, methods, streams } = buildModel(loadSpec('spec'));
const FILE = resolve('test/codegen/editor.ts');
const START = `
  import { createClient, streams, operations, marketStreams, methods } from '../../src/index.js';
  const client = createClient();
`;

/** A language service with one open file, whose text changes. */
function startEditor() {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file)).config,
    ts.sys,
    '.',
  );
  let text = '';
  let version = 0;
  const host: ts.LanguageServiceHost = {
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [FILE],
    getScriptVersion: (file) => (file === FILE ? String(version) : '0'),
    getScriptSnapshot: (file) => {
      const content = file === FILE ? text : ts.sys.readFile(file);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => process.cwd(),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (file) => file === FILE || ts.sys.fileExists(file),
  };
  const service = ts.createLanguageService(host);
  /** Opens these lines and looks at the place of each `|`. */
  function look<Shown>(lines: readonly string[], show: (at: number) => Shown): Shown[] {
    const marked = START + lines.join('\n');
    text = marked.replaceAll('|', '');
    version++;
    return [...marked.matchAll(/\|/g)].map(({ index }, before) => show(index - before));
  }
  const plain = (parts: ts.SymbolDisplayPart[] | undefined) => ts.displayPartsToString(parts).replace(/\s+/g, ' ');
  const tagsOf = (tags: readonly ts.JSDocTagInfo[] | undefined) =>
    (tags ?? []).map(({ name, text: parts }) => `@${name} ${plain(parts)}`);
  return {
    /** The documentation at each mark. */
    hover: (lines: readonly string[]) =>
      look(lines, (at) => {
        const info = service.getQuickInfoAtPosition(FILE, at);
        return { text: plain(info?.documentation), tags: tagsOf(info?.tags) };
      }),
    /** The documentation of every signature that may be meant at each mark. */
    signatures: (lines: readonly string[]) =>
      look(lines, (at) =>
        (service.getSignatureHelpItems(FILE, at, undefined)?.items ?? []).map(({ documentation, tags }) => ({
          text: plain(documentation),
          tags: tagsOf(tags),
        })),
      ),
  };
}

let editor: ReturnType<typeof startEditor>;
beforeAll(() => {
  editor = startEditor();
  // Reads the whole project once.
  editor.hover(['client.rest.|ping();']);
}, 60_000);

const flat = (text: string) => text.replace(/\s+/g, ' ');

const calls = [
  ...operations.map((call) => ({ ...call, place: `client.rest.${call.id}` })),
  ...methods.map((call) => ({ ...call, place: `client.websocketApi.${call.id}` })),
];

/** The ways in which a call is written. */
const formsOf = ({ answer }: (typeof calls)[number]) =>
  answer.shape === 'bySymbol' ? ["{ symbol: 'BTCUSDT' }", '', '{} as { symbol?: string }'] : ['{} as never'];

test('a call shows summary, security, weight, errors and link, whichever form of it is meant', () => {
  const written = calls.flatMap((call) => formsOf(call).map((params) => ({ ...call, params })));
  const shown = editor.hover(written.map(({ place, params }) => `${place.replace(/\.(?=\w+$)/, '.|')}(${params});`));
  expect(shown).toHaveLength(written.length);
  for (const [index, { place, summary, security, link }] of written.entries()) {
    const { text, tags } = shown[index]!;
    expect(text.startsWith(flat(summary)), `${place}: ${text}`).toBe(true);
    expect(text, place).toContain(`Security: ${security}`);
    expect(text, place).toContain('Weight: ');
    expect(
      tags.filter((tag) => tag.startsWith('@throws')),
      place,
    ).toHaveLength(3);
    expect(tags.at(-1), place).toContain(link.replace(/^https?:/, ''));
  }
});

test('behind the bracket of a call each signature shows the same', () => {
  const shown = editor.signatures(calls.map(({ place }) => `${place}(|);`));
  for (const [index, call] of calls.entries()) {
    const items = shown[index]!;
    expect(items, call.place).toHaveLength(formsOf(call).length);
    for (const { text } of items) expect(text.startsWith(flat(call.summary)), `${call.place}: ${text}`).toBe(true);
  }
});

test('a stream shows summary, route, errors and link, with a handler and without', () => {
  const shown = editor.hover(
    streams.flatMap(({ id }) => [
      `client.streams.|${id}({} as never, (event) => void event);`,
      `client.streams.|${id}({} as never);`,
    ]),
  );
  for (const [index, { id, summary, route, link }] of streams.entries()) {
    const [handled, iterated] = [shown[2 * index]!, shown[2 * index + 1]!];
    for (const { text, tags } of [handled, iterated]) {
      expect(text.startsWith(flat(summary)), `${id}: ${text}`).toBe(true);
      expect(text, id).toContain(`Route: ${route}.`);
      expect(
        tags.filter((tag) => tag.startsWith('@throws')),
        id,
      ).toHaveLength(3);
      expect(tags.at(-1), id).toContain(link.replace(/^https?:/, ''));
    }
    expect(handled.text, id).toContain('The handler gets each event.');
    expect(iterated.text, id).toContain('Without a handler it is iterated over');
  }
});

test('behind the bracket of a stream both signatures show it', () => {
  const shown = editor.signatures(streams.map(({ id }) => `client.streams.${id}(|);`));
  for (const [index, { id, summary }] of streams.entries()) {
    expect(shown[index], id).toHaveLength(2);
    for (const { text } of shown[index]!) expect(text.startsWith(flat(summary)), `${id}: ${text}`).toBe(true);
  }
});

test('a reference, and a row taken from its table, show the summary', () => {
  const rows = [
    ...streams.map(({ id, summary }) => ({ line: `streams.|${id}({} as never);`, summary })),
    ...streams.map(({ id, summary }) => ({ line: `marketStreams.|${id};`, summary })),
    ...operations.map(({ id, summary }) => ({ line: `operations.|${id};`, summary })),
    ...methods.map(({ id, summary }) => ({ line: `methods.|${id};`, summary })),
  ];
  const shown = editor.hover(rows.map(({ line }) => line));
  for (const [index, { line, summary }] of rows.entries()) expect(shown[index]!.text, line).toBe(flat(summary));
});

test('texts name the fields that the client has, and keep numbered lists', () => {
  const [book, iterated] = editor.hover([
    'client.streams.|diffDepth({} as never, () => {});',
    'client.streams.|diffDepth({} as never);',
  ]);
  for (const { text } of [book!, iterated!]) {
    expect(text).toContain('1. Subscribe, and buffer the events. 2. Call `orderBook` with limit 1000.');
    expect(text).toContain(
      '5. From then on `previousLastUpdateId` of each event must be `lastUpdateId` of the event before.',
    );
  }
});

test('what the client does by itself is said of it', () => {
  const [start, order, logon] = editor.hover([
    'client.rest.|startUserDataStream();',
    'client.rest.|newOrder({} as never);',
    'client.websocketApi.|sessionLogon();',
  ]);
  expect(start!.text).toContain('by itself');
  expect(order!.text).toContain('Security: TRADE; the client signs and dates it.');
  expect(logon!.text).toContain('The client logs on by itself');
});
