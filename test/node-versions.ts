// `npm run test:versions -- 22 24`: the tests on other versions of Node.js, which npm brings along.
import { spawnSync } from 'node:child_process';

const [...versions] = process.argv.slice(2);
const results: string[] = [];
for (const version of versions.length > 0 ? versions : ['22', '24', '26']) {
  const packageName = `node-${process.platform}-${process.arch}@${version}`;
  const found = spawnSync('npx', ['--yes', '--package', packageName, 'which', 'node'], { encoding: 'utf8' });
  const node = found.stdout.trim();
  if (found.status !== 0 || node === '') {
    results.push(`Node ${version}: cannot be had (${packageName})`);
    process.exitCode = 1;
    continue;
  }
  const { status, stdout } = spawnSync(node, ['node_modules/vitest/vitest.mjs', 'run'], { encoding: 'utf8' });
  if (status !== 0) {
    process.exitCode = 1;
    console.log(stdout);
  }
  const [summary = 'no summary'] = /^\d+ passed, .*$/m.exec(stdout) ?? [];
  results.push(`Node ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}: ${summary}`);
}
console.log(results.join('\n'));
