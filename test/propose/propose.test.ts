// What scheduled runs do: what they record, what they refuse, and the pull request that they open.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runIn, type Ended } from '../../codegen/propose/commands.js';
import { losses } from '../../codegen/propose/losses.js';
import { propose, type Request } from '../../codegen/propose/pull-request.js';
import { checkRecording, planOf, recordTo } from '../../codegen/propose/recording.js';
import { readSpec } from '../../codegen/verify.js';
import { findOperation, paramsOf, readCallArguments } from '../../src/cli/call-parameters.js';

const { model } = readSpec('spec');
const folder = mkdtempSync(join(tmpdir(), 'propose-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the nightly recording', () => {
  const { streams, calls } = planOf(model);

  test('streams are of documented forms, and every stream is among them', () => {
    const forms = model.streams.map(({ id, nameForm }) => ({ id, form: new RegExp(nameForm, 'u') }));
    for (const name of streams)
      expect(
        forms.some(({ form }) => form.test(name)),
        name,
      ).toBe(true);
    const covered = forms.filter(({ form }) => streams.some((name) => form.test(name))).map(({ id }) => id);
    expect(covered).toEqual(model.streams.map(({ id }) => id));
  });

  test('calls are taken by the program, need no key, and change nothing', () => {
    expect(calls.length).toBeGreaterThan(25);
    for (const call of calls) {
      const { given, texts } = readCallArguments(call.split(/\s+/), {});
      const row = findOperation(given.names[0] ?? '');
      expect([call, row.method, row.security]).toEqual([call, 'GET', expect.stringMatching(/^(NONE|MARKET_DATA)$/)]);
      expect(() => paramsOf(row, texts)).not.toThrow();
    }
  });

  const line = (source: string, more: object) =>
    JSON.stringify({ time: '2026-11-20T10:00:00Z', source, direction: 'received', text: '{}', ...more });
  const answer = line('https://fapi.binance.com/fapi/v1/time', { method: 'GET', status: 200 });
  const frame = line('wss://fstream.binance.com/public/stream', {});
  test.each<[what: string, lines: string[], refusal: RegExp | undefined]>([
    ['answers and frames', [answer, frame], undefined],
    [
      '451 among answers',
      [answer, frame, line('https://fapi.binance.com/fapi/v1/time', { status: 451 })],
      /451.*LIVE_RUNNER/s,
    ],
    ['no answer', [frame], /no call was answered/],
    [
      'nothing but refusals',
      [frame, line('https://fapi.binance.com/fapi/v1/time', { status: 500 })],
      /no call was answered/,
    ],
    ['no frame', [answer], /no stream sent anything/],
    [
      'frames that were sent only',
      [answer, line('wss://fstream.binance.com/public/stream', { direction: 'sent' })],
      /no stream/,
    ],
    ['nothing', [], /no call was answered/],
  ])('%s', (_, lines, refusal) => {
    const file = join(folder, 'recording');
    writeFileSync(file, lines.join('\n'));
    if (refusal) expect(() => checkRecording(file)).toThrow(refusal);
    else expect(() => checkRecording(file)).not.toThrow();
  });

  test('it is made by `record`', () => {
    const file = join(folder, 'recorded');
    const ran: string[][] = [];
    const run = (...command: string[]): Ended => {
      ran.push(command);
      writeFileSync(file, [answer, frame].join('\n'));
      return { status: 0, stdout: '', stderr: '' };
    };
    recordTo(file, { streams: ['a@b'], calls: ['serverTime'] }, '5m', run);
    expect(ran[0]?.join(' ')).toBe(`npm run -s cli -- record --for 5m --out ${file} --stream a@b --call serverTime`);
    expect(() =>
      recordTo(join(folder, 'none'), { streams: [], calls: [] }, '5m', () => ({ status: 1, stdout: '', stderr: '' })),
    ).toThrow(/nothing was recorded/);
  });
});

describe('losses', () => {
  test('none between a spec and itself', () => expect(losses(model, model)).toEqual([]));
  test('an operation', () => {
    const after = { ...model, operations: model.operations.filter(({ id }) => id !== 'newOrder') };
    expect(losses(model, after)).toEqual(['rest.newOrder would be lost']);
  });
  test.each([
    [2, 0],
    [40, 1],
  ])('%i fields marked as removed: %i reasons', (count, reasons) => {
    let left = count;
    const schemas = model.schemas.map((schema) => ({
      ...schema,
      fields: schema.fields?.map((field) =>
        field.removed === undefined && left-- > 0 ? { ...field, removed: '2026-11-20' } : field,
      ),
    }));
    const found = losses(model, { ...model, schemas });
    expect(found).toHaveLength(reasons);
    for (const reason of found) expect(reason).toMatch(/^40 fields would be lost, \d\.\d % of all$/);
  });
});

describe('a pull request', () => {
  let place: string;
  const git = (...args: string[]) => execFileSync('git', ['-C', join(place, 'work'), ...args], { encoding: 'utf8' });
  const said = () => readFileSync(join(place, 'gh.log'), 'utf8').trim().split('\n');

  beforeEach(() => {
    place = mkdtempSync(join(folder, 'repository-'));
    mkdirSync(join(place, 'work/spec'), { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', join(place, 'origin')]);
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', join(place, 'origin'));
    writeFileSync(join(place, 'work/spec/a.yaml'), 'a: 1\n');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'first');
    // Writes down what it is asked, and knows of a pull request once it has opened one.
    const gh = `#!/bin/sh\necho "$1 $2" >> ${place}/gh.log\ncase "$2" in list) cat ${place}/open 2>/dev/null;; create) echo '[{"number":1}]' > ${place}/open;; esac\nfor file; do :; done\ncp "$file" ${place}/body 2>/dev/null || true\n`;
    writeFileSync(join(place, 'gh'), gh);
    chmodSync(join(place, 'gh'), 0o755);
  });

  const request: Request = {
    branch: 'live/2026-11-20',
    title: 'The spec follows',
    body: 'Found: one field.',
    paths: ['spec'],
  };
  const run = (command: string, ...args: string[]) =>
    runIn(join(place, 'work'))(command === 'gh' ? join(place, 'gh') : command, ...args);

  test('is opened with the change, stays as it is while nothing is new, and is brought up to date', () => {
    expect(propose(run, request)).toBe('nothing');
    writeFileSync(join(place, 'work/spec/a.yaml'), 'a: 2\n');
    writeFileSync(join(place, 'work/other'), 'not to be proposed');
    expect(propose(run, request)).toBe('opened');
    expect(said()).toEqual(['pr list', 'pr create']);
    expect(readFileSync(join(place, 'body'), 'utf8')).toBe('Found: one field.');
    expect(git('show', '--stat', '--format=%s', 'origin/live/2026-11-20')).toMatch(
      /^The spec follows\n\n spec\/a\.yaml \|/,
    );

    git('switch', '--quiet', 'main');
    writeFileSync(join(place, 'work/spec/a.yaml'), 'a: 2\n');
    expect(propose(run, request)).toBe('same');
    git('switch', '--quiet', 'main');
    writeFileSync(join(place, 'work/spec/a.yaml'), 'a: 3\n');
    expect(propose(run, { ...request, body: 'Found: two fields.' })).toBe('updated');
    expect(said().slice(2)).toEqual(['pr list', 'pr edit']);
    expect(git('show', 'origin/live/2026-11-20:spec/a.yaml')).toBe('a: 3\n');
    expect(git('show', 'main:spec/a.yaml')).toBe('a: 1\n');
  });

  test('what fails is said', () => {
    git('remote', 'set-url', 'origin', join(place, 'nowhere'));
    writeFileSync(join(place, 'work/spec/a.yaml'), 'a: 2\n');
    expect(() => propose(run, request)).toThrow(/git push .*ended with/s);
  });
});
