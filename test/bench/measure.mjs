// The process that measures: `run.ts` says which benchmark, with which builds and which server.
import { pathToFileURL } from 'node:url';
import { loadPairs } from './against.mjs';

/** Median ratio above which a row is slower, unless `--fail-above` says otherwise. */
const SLOWER = 1.05;

const { bench, server, entry, against, failAbove } = JSON.parse(process.argv[2]);
const { compareBuilds, comparePeers } = await import(`./${bench}.mjs`);
if (against === undefined) {
  const build = await import(pathToFileURL(entry).href);
  await comparePeers({ entry, build, server });
} else {
  const entries = [against, entry];
  const pairs = await loadPairs(entries).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error(`${error.message}: run npm ci there`);
    process.exit(2);
  });
  const isSlower = await compareBuilds({ entries, pairs, server, limit: failAbove ?? SLOWER });
  if (isSlower && failAbove !== undefined) process.exitCode = 1;
}
process.exit();
