// `npm run bench -- rest|decode|stream`: installs the peers if they are missing, starts a server of its own, and runs the
// comparison.
import { fork, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
/** Each with its server. */
const benches: { readonly [name: string]: string | undefined } = {
  rest: 'server.ts',
  decode: '',
  stream: 'stream-server.ts',
};
const [which = 'rest'] = process.argv.slice(2);
const serverFile = benches[which];
if (serverFile === undefined) {
  console.error(`unknown benchmark ${which}: choose ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const run = (command: string, args: string[], cwd = '.', env = process.env) => {
  const { status } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(join(folder, 'node_modules')))
  run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], folder);
run('npm', ['run', '--silent', 'build']);

// Every client trusts the server's certificate the same way.
const env = { ...process.env, LOG_LEVEL: 'warn', NODE_EXTRA_CA_CERTS: join(folder, '../exchange/certificate.pem') };
const bench = (...args: string[]) =>
  run(process.execPath, ['--expose-gc', join(folder, `${which}.mjs`), ...args], '.', env);
if (serverFile === '') bench();
else {
  const server = fork(join(folder, serverFile), { execArgv: ['--import', 'tsx'] });
  bench(await new Promise<string>((resolve) => server.once('message', (message) => resolve(String(message)))));
  server.kill();
}
