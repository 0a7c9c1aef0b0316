// One fact, one file: what the exchange adds is said in one file of the spec, and everything else follows from it.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences } from '../../codegen/diff/compare.js';
import type { Finding } from '../../codegen/diff/findings.js';
import { readState, type State } from '../../codegen/diff/states.js';
import { nextVersion, verdict } from '../../codegen/diff/version.js';
import { generateFiles } from '../../codegen/generate.js';
import { publication } from '../../codegen/publish.js';
import { writeFiles } from '../../codegen/emit/write.js';
import { additions, type Addition } from '../support/additions.js';

/** A program of somebody who uses all that is new. What must not compile is never run. */
const PROGRAM = `
import {
  createClient, ExchangeError, streams,
  type AggTradeEvent, type ErrorName, type Notice, type OpenInterestEvent, type OpenInterestEventWire,
} from '../../src/index.js';
import { startExchange } from '../exchange/exchange.js';
import { until } from '../support/until.js';

const exchange = await startExchange();
const notices: Notice[] = [];
const client = createClient({
  environment: { urls: exchange.urls }, ca: exchange.certificate, apiKey: 'key', apiSecret: 'secret',
  onNotice: (notice) => void notices.push(notice),
});
const { rest } = client;

const { feeRate } = await rest.convertFee({ toAsset: 'BNB' });
const part: string = feeRate;

exchange.answer('GET /fapi/v1/convert/fee', { status: 400, body: '{"code":-5048,"msg":"Conversions into BNB are paused."}' });
const refusal = (await rest.convertFee({ toAsset: 'BNB' }).catch((error: unknown) => error)) as ExchangeError;
const isPaused = refusal.codeName === ('CONVERT_PAUSED' satisfies ErrorName);

const updates: string[] = [];
const userData = await client.userData({ onAlgoUpdate: ({ algoOrder }) => void updates.push(algoOrder.algoType) });
const order = await rest.newAlgoOrder({
  algoType: 'TWAP', symbol: 'BTCUSDT', side: 'BUY', type: 'STOP_MARKET', triggerPrice: '70000.0', quantity: '0.010',
});

const trades: AggTradeEvent[] = [];
const interests: OpenInterestEvent[] = [];
await client.streams.aggTrade({ symbol: 'BTCUSDT' }, (event) => void trades.push(event));
await client.streams.openInterest({ symbol: 'BTCUSDT' }, (event) => void interests.push(event));
exchange.send('btcusdt@aggTrade', {
  e: 'aggTrade', E: 1788220800125, a: 1, s: 'BTCUSDT', p: '61000.00', q: '0.120', f: 1, l: 1, T: 1788220800120, m: false, to: 8,
});
const wire: OpenInterestEventWire = { e: 'openInterest', E: 1788220800125, s: 'BTCUSDT', o: '10659.509' };
exchange.send(streams.openInterest({ symbol: 'BTCUSDT' }).name, wire);
await until(() => updates.length + trades.length + interests.length === 3, 'an event');
const taker: number | undefined = trades[0]!.takerOrderId;

console.log(JSON.stringify({
  part, isPaused, execution: refusal.execution, advice: refusal.advice, order: order.algoType, updates, taker,
  interest: interests[0], drift: notices.filter(({ kind }) => kind === 'drift'), violations: exchange.violations,
}));
await userData.close();
await client.close();
await exchange.close();

export const mistakes = () => {
  // @ts-expect-error toAsset must be given
  void rest.convertFee({});
  // @ts-expect-error a rate is no number
  const rate: number = feeRate;
  // @ts-expect-error the order of the taker may be missing
  const sure: number = trades[0]!.takerOrderId;
  // @ts-expect-error there is no such type
  void rest.newAlgoOrder({ algoType: 'TWAPP', symbol: 'BTCUSDT', side: 'BUY', type: 'STOP_MARKET', triggerPrice: '7', quantity: '1' });
  // @ts-expect-error a stream of one symbol
  void client.streams.openInterest({ pair: 'BTCUSDT' }, () => undefined);
  // @ts-expect-error the event has no price
  const price = interests[0]!.price;
  return [rate, sure, price];
};
`;

/** What one addition did, each told from the one before it. */
interface Step {
  readonly edited: string[];
  /** Lines of generated code that came and went, by file, and how many went, each time counted. */
  readonly lines: ReadonlyMap<string, { readonly added: string[]; readonly removed: string[]; readonly count: number }>;
  readonly findings: readonly Finding[];
  /** The version that they ask for. */
  readonly wanted: string;
}

let copy: string;
let before: State;
let version: string;
const steps = new Map<Addition, Step>();

const textsOf = (folder: string) =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );

function linesOnlyIn(text: string, other: string): string[] {
  const known = new Set(other.split('\n'));
  return text.split('\n').filter((line) => !known.has(line));
}

/** Puts the texts where they belong and generates: what became of it. */
async function make(addition: Addition): Promise<Step> {
  const [spec, generated] = [join(copy, 'spec'), join(copy, 'generated')];
  const [oldSpec, oldCode] = [textsOf(spec), textsOf(generated)];
  for (const [before, text] of addition.texts) {
    const path = join(spec, addition.file);
    const present = readFileSync(path, 'utf8');
    const at = before === '' ? present.length : present.indexOf(before);
    if (at === -1) throw new Error(`${addition.file} does not hold ${before}`);
    writeFileSync(path, present.slice(0, at) + text + present.slice(at));
  }
  const changes = writeFiles(generated, (await generateFiles(spec)).files, { check: false });
  const newCode = textsOf(generated);
  const after = readState(spec);
  const findings = differences(before, after);
  const wanted = nextVersion(before.model.version, verdict(findings, 'spec'));
  before = after;
  return {
    edited: [...textsOf(spec)].filter(([path, text]) => oldSpec.get(path) !== text).map(([path]) => path),
    lines: new Map(
      changes.map(({ path, removed }) => {
        const [old, fresh] = [oldCode.get(path) ?? '', newCode.get(path) ?? ''];
        return [path, { added: linesOnlyIn(fresh, old), removed: linesOnlyIn(old, fresh), count: removed }];
      }),
    ),
    findings,
    wanted,
  };
}

/** What tools say of the copy; they run side by side. */
let said: { readonly [what in 'types' | 'program']: Promise<{ stdout: string; stderr: string }> };

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'copy-'));
  for (const name of ['spec', 'codegen', 'src', 'generated', 'package.json', 'tsconfig.json'])
    cpSync(name, join(copy, name), { recursive: true });
  for (const name of ['exchange', 'support/orders.ts', 'support/until.ts', 'package/types.test-d.ts'])
    cpSync(join('test', name), join(copy, 'test', name), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
  before = readState('spec');
  ({ version } = before.model);
  for (const addition of additions) steps.set(addition, await make(addition));
  mkdirSync(join(copy, 'test/codegen'));
  writeFileSync(join(copy, 'test/codegen/program.ts'), PROGRAM);
  const run = (tool: string, ...args: string[]) =>
    promisify(execFile)(join('node_modules/.bin', tool), args, { cwd: copy }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
  said = {
    types: run('tsc', '--noEmit'),
    program: run('tsx', 'test/codegen/program.ts'),
  };
}, 120_000);
afterAll(() => rmSync(copy, { recursive: true }));

const words = (line: string): string[] => line.match(/[\w-]+/g) ?? [];
/** Whether a line says all that another one said, in its order. */
function holds(line: string, old: string): boolean {
  const fresh = words(line);
  let at = 0;
  return words(old).every((word) => (at = fresh.indexOf(word, at) + 1) > 0);
}

describe.each(additions)('$what', (addition) => {
  const step = () => steps.get(addition)!;

  test('is an edit of one file, and new lines in the files that speak of it', () => {
    expect(step().edited).toEqual([addition.file]);
    expect([...step().lines.keys()].sort()).toEqual(addition.generated);
    const added = [...step().lines.values()].flatMap(({ added }) => added.map((line) => line.trim()));
    expect(added).toContain(addition.line);
  });

  test('takes nothing away: a line that goes comes back with more in it', () => {
    for (const [path, { added, removed, count }] of step().lines) {
      expect(removed, path).toHaveLength(count);
      const gone = removed.filter((line) => !added.some((fresh) => holds(fresh, line)));
      expect(gone, path).toEqual([]);
    }
  });

  test('asks for a minor version', () => {
    const lines = step().findings.map(({ spec, client, kind, place, path }) =>
      `${spec}/${client} ${kind} ${place} ${path}`.trim(),
    );
    expect(lines).toEqual(addition.findings);
    expect(step().wanted).toBe(nextVersion(version, 'minor'));
  });
});

describe('with all of them', { timeout: 60_000 }, () => {
  test('what is published names them', () => {
    const [old, fresh] = [publication('spec'), publication(join(copy, 'spec'))];
    for (const [path, text] of additions.flatMap(({ published }) => published)) {
      expect(String(old.get(path)), path).not.toContain(text);
      expect(String(fresh.get(path)), path).toContain(text);
    }
  });

  test('generating again changes nothing', async () => {
    const { files } = await generateFiles(join(copy, 'spec'));
    expect(writeFiles(join(copy, 'generated'), files, { check: true })).toEqual([]);
  });

  test('types know them, and refuse what is wrong about them', async () => {
    expect(await said.types).toMatchObject({ stdout: '', stderr: '' });
  });

  test('the loopback exchange speaks them, and the client understands', async () => {
    const { stdout, stderr } = await said.program;
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      part: '0.0010',
      isPaused: true,
      execution: 'rejected',
      advice: 'Ask for the fee later; nothing was converted.',
      order: 'TWAP',
      updates: ['TWAP'],
      taker: 8,
      interest: { eventType: 'openInterest', eventTime: 1788220800125, symbol: 'BTCUSDT', openInterest: '10659.509' },
      drift: [],
      violations: [],
    });
  });
});
