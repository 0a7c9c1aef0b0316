// `npm run bench -- rest|decode|stream`: compares this package with its peers, which it installs if they are missing, or with
// another build of it, against a server that it starts.
import { fork, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { builtEntry, UsageError } from './checkout.js';

const folder = import.meta.dirname;
const root = join(folder, '../..');
/** Each with its server. */
const benches: { readonly [name: string]: string | undefined } = {
  rest: 'server.ts',
  decode: '',
  stream: 'stream-server.ts',
};
const HELP = `npm run bench -- [rest|decode|stream] [--against <path> [--fail-above <ratio>]]

Compares this package with its peers: calls (rest, the default), decoding of messages, or streams.

  --against <path>      compares this build with that of another checkout of this package instead, in turns in one run;
                        a build that stands there is taken as it is, else it is made
  --fail-above <ratio>  ends with 1 if a median ratio this ÷ against is above it, such as 1.05

Exit codes: 0 done; 1 it failed, or a ratio is above --fail-above; 2 wrong usage, or the checkout cannot be used.`;

function readArguments() {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      against: { type: 'string' },
      'fail-above': { type: 'string' },
    } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\. |\.?\n/);
    throw new UsageError(sentence);
  }
}

/** What the command line asks for; undefined if that is the help. */
function readRequest() {
  const { values, positionals } = readArguments();
  if (values.help) return undefined;
  const [bench = 'rest', ...more] = positionals;
  if (!Object.hasOwn(benches, bench))
    throw new UsageError(`unknown benchmark ${bench}: choose ${Object.keys(benches).join(', ')}`);
  if (more.length > 0) throw new UsageError(`${more.join(' ')} is too much: one benchmark runs at a time`);
  const { against, 'fail-above': failAbove } = values;
  if (failAbove !== undefined && against === undefined) throw new UsageError('--fail-above needs --against');
  if (failAbove !== undefined && !(Number(failAbove) > 0))
    throw new UsageError('--fail-above takes a ratio such as 1.05');
  return { bench, against, failAbove: failAbove === undefined ? undefined : Number(failAbove) };
}

/** Entry of the other build, which is made if there is none. */
function findAgainst(path: string): string {
  // npm changes the folder; paths are the user's.
  const other = resolve(process.env['INIT_CWD'] ?? '.', path);
  if (!existsSync(other)) throw new UsageError(`${other} does not exist`);
  if (realpathSync(other) === realpathSync(root)) throw new UsageError(`${other} is this checkout itself`);
  return builtEntry(other);
}

/** Runs a program; if it fails, so does this one. */
function run(command: string, args: readonly string[], cwd = root, env = process.env): void {
  const { status } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

async function main(): Promise<void> {
  const request = readRequest();
  if (!request) return console.log(HELP);
  const against = request.against === undefined ? undefined : findAgainst(request.against);
  if (against === undefined && !existsSync(join(folder, 'node_modules')))
    run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], folder);
  run('npm', ['run', '--silent', 'build']);
  const settings = { ...request, against, entry: builtEntry(root) };

  // Every client trusts the server's certificate the same way.
  const env = { ...process.env, LOG_LEVEL: 'warn', NODE_EXTRA_CA_CERTS: join(folder, '../exchange/certificate.pem') };
  const measure = (server?: string) =>
    run(
      process.execPath,
      ['--expose-gc', join(folder, 'measure.mjs'), JSON.stringify({ ...settings, server })],
      root,
      env,
    );
  const serverFile = benches[request.bench];
  if (!serverFile) return measure();
  const server = fork(join(folder, serverFile), { execArgv: ['--import', 'tsx'] });
  measure(await new Promise<string>((resolve) => server.once('message', (message) => resolve(String(message)))));
  server.kill();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
