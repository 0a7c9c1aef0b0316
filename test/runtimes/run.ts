// `npm run test:versions -- 22 24 bun`: the tests on other versions of Node.js, and a smoke test of the built package there
// and on Bun and Deno. npm brings them all along.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

interface Runtime {
  /** What runs a script, or why it cannot be had. */
  readonly command: string | undefined;
  readonly args: readonly string[];
}

const folder = import.meta.dirname;
const certificate = join(folder, '../exchange/certificate.pem');
/** The smoke test trusts the exchange everywhere; the tests themselves must not. */
const trust = { ...process.env, NODE_EXTRA_CA_CERTS: certificate, DENO_CERT: certificate };
const LONGEST_MS = 60_000;

/** Runs a program to its end. */
function run(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; timeout?: number } = {}) {
  return spawnSync(command, args, { encoding: 'utf8', ...options });
}

/** Asks npm for a program. */
function fetched(packageName: string, program: string): string | undefined {
  const { status, stdout } = run('npx', ['--yes', '--package', packageName, 'which', program]);
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

function runtimeOf(name: string): Runtime {
  if (name === 'bun') return { command: fetched('bun', 'bun'), args: [] };
  if (name === 'deno') return { command: fetched('deno', 'deno'), args: ['run', '--quiet', '--allow-all'] };
  return { command: fetched(`node-${process.platform}-${process.arch}@${name}`, 'node'), args: [] };
}

/** The smoke test, with an exchange of its own. */
async function smoke({ command, args }: Runtime): Promise<string> {
  const server = fork(join(folder, 'server.ts'), { execArgv: ['--import', 'tsx'] });
  const exchange = await new Promise((resolve) => server.once('message', resolve));
  const script = [join(folder, 'smoke.mjs'), JSON.stringify(exchange)];
  const { status, stdout, stderr } = run(command!, [...args, ...script], { env: trust, timeout: LONGEST_MS });
  const ended = once(server, 'exit');
  server.disconnect();
  await ended;
  if (status === 0) return `smoke test passed (${stdout.trim()})`;
  process.exitCode = 1;
  console.log(stdout + stderr);
  return `smoke test FAILED (${status ?? 'no end'})`;
}

function suite(command: string): string {
  const { status, stdout } = run(command, ['node_modules/vitest/vitest.mjs', 'run']);
  if (status !== 0) {
    process.exitCode = 1;
    console.log(stdout);
  }
  return /^\d+ passed, .*$/m.exec(stdout)?.[0] ?? 'no summary of the tests';
}

/** What happens in simulated runs is the same on every version, to the byte. */
function traces(command: string): string {
  const hash = (node: string) =>
    run(node, ['--import', 'tsx', 'test/simulation/simulate.ts', '--seeds', '20', '--hash']).stdout.trim();
  if (hash(command) === hash(process.execPath)) return 'traces of the simulation agree';
  process.exitCode = 1;
  return 'traces of the simulation DIFFER';
}

run('npm', ['run', '--silent', 'build']);
const names = process.argv.slice(2);
const results: string[] = [];
for (const name of names.length > 0 ? names : ['22', '24', '26', 'bun', 'deno']) {
  const runtime = runtimeOf(name);
  const { command } = runtime;
  if (command === undefined) {
    results.push(`${name}: cannot be had`);
    process.exitCode = 1;
    continue;
  }
  const isNode = /^\d/.test(name);
  const [version = ''] = /\d+\.\d+\.\d+/.exec(run(command, ['--version']).stdout) ?? [];
  const smoked = await smoke(runtime);
  const checked = isNode ? `${suite(command)}; ${traces(command)}; ` : '';
  results.push(`${isNode ? 'Node.js' : name} ${version}: ${checked}${smoked}`);
}
console.log(results.join('\n'));
