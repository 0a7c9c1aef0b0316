// `npx tsx test/upstream/extract.ts 21.0.0 38.0.4 …`: writes the facts of these versions for the tests; needs the registry.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { readVersion } from '../../codegen/upstream/fetch.js';
import { FIXTURE, kept } from './versions.js';

writeFileSync(FIXTURE, gzipSync(JSON.stringify(kept(process.argv.slice(2).map(readVersion))), { level: 9 }));
