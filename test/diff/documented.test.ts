// A breaking change must be named in the changelog of the spec: the rule in a real repository of git.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { omissionOf } from '../../codegen/diff/documented.js';
import { compareModels } from '../../codegen/diff/models.js';
import { entryOf } from '../../codegen/diff/print.js';
import { modelsOf } from '../support/edited-spec.js';

const MARKET = 'openapi/paths/market-data.yaml';
const CONVERT = 'openapi/paths/convert.yaml';
const ENUMS = 'components/enums.yaml';
const CHANGELOG = 'CHANGELOG.md';
const ROOTS = [
  'openapi/openapi.yaml',
  ...['market-streams', 'user-data-streams', 'websocket-api'].map((name) => `asyncapi/${name}.yaml`),
];

let repository: string;
beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'history-'));
  cpSync('spec', join(repository, 'spec'), { recursive: true });
  // The state of a project that has just begun, whatever the real one has become.
  for (const root of ROOTS) edit(root, /^ {2}version: .*$/m, '  version: 7.0.0');
  writeFileSync(join(repository, 'spec', CHANGELOG), '# Changelog\n\n## 7.0.0 (2026-11-01)\n\nFirst version.\n');
  git('init', '--quiet');
  commit('First version');
}, 60_000);
afterAll(() => rmSync(repository, { recursive: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
    cwd: repository,
    encoding: 'utf8',
  }).trim();
function commit(message: string): string {
  git('add', '.');
  git('commit', '--quiet', '--message', message);
  return git('rev-parse', '--short', 'HEAD');
}

function edit(file: string, from: string | RegExp, to: string): void {
  const path = join(repository, 'spec', file);
  const text = readFileSync(path, 'utf8');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
  writeFileSync(path, changed);
}

const TSX = join(process.cwd(), 'node_modules/.bin/tsx');
const DIFF = join(process.cwd(), 'codegen/diff.ts');
/** `npm run diff` in the repository. */
function diff(args: readonly string[], cwd = repository) {
  const { status, stdout, stderr } = spawnSync(TSX, [DIFF, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}
const checked = (...from: string[]) => diff([...from, '--fail-on', 'undocumented']);
/** The places that are complained of. */
const missed = (stderr: string) => stderr.split('\n').flatMap((line) => (line.startsWith('  ') ? [line.trim()] : []));

describe('in a repository of git', { timeout: 60_000 }, () => {
  const PING = ['rest.ping request'];
  const MODES = ['parameters.timeInForce', 'parameters.batchOrders[].timeInForce'];
  let first: string;

  test('what is only added needs no entry, uncommitted or not', () => {
    first = git('rev-parse', '--short', 'HEAD');
    edit(CONVERT, 'enum: [10s]', 'enum: [10s, 30s]');
    expect(checked()).toMatchObject({ status: 0, stderr: '' });
    commit('Quotes may last longer');
    expect(checked()).toMatchObject({ status: 0, stderr: '' });
  });

  test('a breaking change without an entry is refused, with its place and the command that writes the entry', () => {
    edit(MARKET, '/fapi/v1/ping:\n', '/fapi/v2/ping:\n');
    const found = checked();
    expect([found.status, missed(found.stderr)]).toEqual([1, PING]);
    expect(found.stderr).toContain(`npm run diff -- ${first} --write`);
    expect(checked(first)).toEqual(found);
  });

  test('with the entry and the version that the command asks for it passes', () => {
    diff([first, '--write', '--date', '2026-11-10']);
    expect(readFileSync(join(repository, 'spec', CHANGELOG), 'utf8')).toContain('## 8.0.0 (2026-11-10)');
    expect(checked().stderr).toContain('newest entry, which is for 8.0.0 and not 7.0.0,');
    for (const root of ROOTS) edit(root, 'version: 7.0.0', 'version: 8.0.0');
    expect(checked()).toMatchObject({ status: 0, stderr: '' });
    commit('Ping moves');
    expect(checked()).toMatchObject({ status: 0, stderr: '' });
  });

  test('a later breaking change is not covered by that entry, and touching the entry does not hide it', () => {
    edit(ENUMS, 'enum: [GTC, IOC, FOK, GTX, GTD, RPI]', 'enum: [GTC, IOC, GTX, GTD, RPI]');
    commit('No more FOK orders');
    edit(CHANGELOG, 'First version.', 'The first version.');
    commit('A word');
    const { status, stderr } = checked();
    expect(status).toBe(1);
    expect(missed(stderr)).toEqual(expect.arrayContaining(MODES.map((path) => expect.stringContaining(path))));
    expect(missed(stderr)).not.toContain(PING[0]);
  });

  test('a shallow clone says what it cannot see, and passes', () => {
    const clone = mkdtempSync(join(tmpdir(), 'clone-'));
    git('clone', '--quiet', '--depth', '1', `file://${repository}`, clone);
    const { status, stderr } = diff(['--fail-on', 'undocumented'], clone);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^note: the history is cut off at \w+/)]);
    rmSync(join(clone, '.git'), { recursive: true });
    expect(diff(['--fail-on', 'undocumented'], clone)).toMatchObject({
      status: 0,
      stderr: 'note: there is no history of git here, so nothing is compared\n',
    });
    rmSync(clone, { recursive: true });
  });

  test('a state that cannot be read is passed over for the oldest one since', () => {
    git('checkout', '--quiet', '--orphan', 'older');
    git('rm', '--quiet', '-r', '--cached', 'spec/asyncapi');
    git('commit', '--quiet', '--message', 'REST only');
    const readable = commit('WebSockets');
    edit(MARKET, 'operationId: ping\n', 'operationId: testConnectivity\n');
    const { status, stdout, stderr } = checked();
    expect(stderr).toMatch(/^note: \w+: spec\/asyncapi: it holds no documents: a later state is compared with\n/);
    expect(stdout).toMatch(new RegExp(`^${readable} `));
    expect([status, missed(stderr)]).toEqual([1, ['rest.testConnectivity']]);
    expect(existsSync(join(repository, 'spec/asyncapi'))).toBe(true);
  });

  test('it is the working tree that is held against its changelog', () => {
    expect(checked('HEAD', 'HEAD')).toMatchObject({ status: 2, stderr: expect.stringContaining('HEAD is too much') });
  });
});

describe('what an entry names', () => {
  const findings = compareModels(
    ...modelsOf([
      [ENUMS, '[BUY, SELL]', '[BUY]'],
      [MARKET, '/fapi/v1/ping:\n', '/fapi/v2/ping:\n'],
    ]),
  );
  const changelog = (entry: string) => `# Changelog\n\n${entry}\n\n## 0.1.0 (2026-11-01)\n\nFirst.\n`;
  const places = (entry: string) => omissionOf(findings, changelog(entry), '0.2.0').places;
  const all = places('');

  test('is all that breaks, however many places a change has', () => {
    expect(all.length).toBeGreaterThan(6);
    expect(places(entryOf('0.2.0', '2026-11-21', findings))).toEqual([]);
    expect(places(entryOf('0.3.0', '2026-11-21', findings))).toEqual(all);
  });

  test.each([
    ['its whole place in backticks', '### Breaking\n\n- The path of `rest.ping request` is new.', true],
    ['broken over two lines', '### Breaking for readers\n\n- New: `rest.ping\n  request`.', true],
    ['without backticks', '### Breaking\n\n- The path of rest.ping request is new.', false],
    ['only a part of its place', '### Breaking\n\n- The path of `rest.ping` is new.', false],
    ['under another heading', '### Minor changes\n\n- The path of `rest.ping request` is new.', false],
    ['after a backtick too many', '### Breaking\n\n- One ` too many.\n- `rest.ping request` is new.', true],
  ])('%s', (_, text, isNamed) => {
    expect(places(`## 0.2.0 (2026-11-21)\n\n${text}`).includes('rest.ping request')).toBe(!isNamed);
  });
});
