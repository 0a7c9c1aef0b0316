// The forms in which captures come: lines, documents and HAR files, plain or compressed, with or without a mark.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCapture } from '../../codegen/verify/captures.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'captures-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const EVENTS = ['{"e":"first","n":"€"}', '{"e":"second"}'];
const LINES = EVENTS.join('\r\n');
const RECORDS = EVENTS.map((text) => JSON.stringify({ source: 'wss://host/market/ws', direction: 'received', text }));
const HAR = {
  log: {
    entries: [
      {
        request: { method: 'GET', url: 'wss://host/market/ws' },
        _webSocketMessages: EVENTS.map((data) => ({ type: 'receive', time: 1788220800, data })),
      },
    ],
  },
};
const forms: readonly [form: string, text: string][] = [
  ['lines', LINES],
  ['lines with blank ones', `\n${EVENTS.join('\n\n')}\n`],
  ['records', RECORDS.join('\n')],
  [
    'a list of records over several lines',
    JSON.stringify(
      RECORDS.map((line) => JSON.parse(line) as object),
      null,
      2,
    ),
  ],
  ['a HAR file', JSON.stringify(HAR)],
  ['a HAR file over several lines', JSON.stringify(HAR, null, 2)],
];
const wrappings: readonly [wrapping: string, wrap: (text: string) => Buffer][] = [
  ['as it is', (text) => Buffer.from(text)],
  ['with a byte order mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16, other byte order', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['gzip', (text) => zlib.gzipSync(text)],
  ['gzip of a text with a byte order mark', (text) => zlib.gzipSync(`\uFEFF${text}`)],
];

async function textsIn(name: string, bytes: Buffer): Promise<string[]> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const texts: string[] = [];
  for await (const { text } of readCapture(path)) texts.push(text);
  return texts;
}

test.each(forms.flatMap(([form, text]) => wrappings.map(([wrapping, wrap]) => [form, wrapping, wrap(text)] as const)))(
  '%s, %s',
  async (_, __, bytes) => expect(await textsIn('capture', bytes)).toEqual(EVENTS),
);

test('lines that are cut at any byte', async () => {
  // Longer than what is read at once, so that it is cut inside lines and characters.
  const line = `{"n":"${'€'.repeat(40_000)}"}`;
  expect(await textsIn('long', Buffer.from(`${line}\r\n`.repeat(3)))).toEqual([line, line, line]);
});

test('zstd where node:zlib has it; else what to do is said', async () => {
  if ('createZstdDecompress' in zlib) {
    const { zstdCompressSync } = zlib as unknown as { zstdCompressSync: (text: string) => Buffer };
    expect(await textsIn('zstd', zstdCompressSync(LINES))).toEqual(EVENTS);
  } else {
    await expect(textsIn('zstd', Buffer.from('28b52ffd', 'hex'))).rejects.toThrow(/22\.15.*decompress it first/);
  }
});

test('a capture that breaks off, or is not there', async () => {
  await expect(textsIn('broken', zlib.gzipSync(LINES).subarray(0, 20))).rejects.toThrow(/broken: cannot be read/);
  await expect(readCapture(join(folder, 'none')).next()).rejects.toThrow(/none: cannot be read \(ENOENT\)/);
  expect(await textsIn('empty', Buffer.alloc(0))).toEqual([]);
});
