// `npm run bench -- rest`: installs the peers if they are missing, starts a server of its own, and runs the comparison.
import { fork, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const benches = ['rest'];
const [which = 'rest'] = process.argv.slice(2);
if (!benches.includes(which)) {
  console.error(`unknown benchmark ${which}: choose ${benches.join(', ')}`);
  process.exit(2);
}
const run = (command: string, args: string[], cwd = '.', env = process.env) => {
  const { status } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(join(folder, 'node_modules')))
  run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], folder);
run('npm', ['run', '--silent', 'build']);

const server = fork(join(folder, 'server.ts'), { execArgv: ['--import', 'tsx'] });
const url = await new Promise<string>((resolve) => server.once('message', (message) => resolve(String(message))));
// Every client trusts the server's certificate the same way.
const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, '../exchange/certificate.pem') };
run(process.execPath, ['--expose-gc', join(folder, `${which}.mjs`), url], '.', env);
server.kill();
