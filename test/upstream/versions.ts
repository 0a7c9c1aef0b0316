// Facts of versions of the official package, kept so that tests need no registry: names, types, and what may be absent.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { SIDES, type CallFacts, type PackageFacts, type Side } from '../../codegen/upstream/facts.js';

/** Where the facts stand. `extract.ts` writes them. */
export const FIXTURE = new URL('versions.json.gz', import.meta.url);

/** Versions side by side, call by call: what several have in common is next to each other, and so small in gzip. */
export interface Kept {
  readonly versions: readonly string[];
  readonly calls: { readonly [side in Side]: { readonly [call: string]: readonly (CallFacts | null)[] } };
}

/** Puts versions side by side. */
export function kept(all: readonly PackageFacts[]): Kept {
  const calls = SIDES.map((side) => {
    const names = [...new Set(all.flatMap((facts) => Object.keys(facts[side])))].sort();
    return [side, Object.fromEntries(names.map((name) => [name, all.map((facts) => facts[side][name] ?? null)]))];
  });
  return { versions: all.map(({ version }) => version), calls: Object.fromEntries(calls) as Kept['calls'] };
}

/** The facts of a version. */
export function factsOf(version: string): PackageFacts {
  const { versions, calls } = JSON.parse(gunzipSync(readFileSync(FIXTURE)).toString()) as Kept;
  const index = versions.indexOf(version);
  if (index < 0) throw new Error(`there are no facts of ${version}`);
  const sides = SIDES.map((side) => [
    side,
    Object.fromEntries(Object.entries(calls[side]).flatMap(([call, all]) => (all[index] ? [[call, all[index]]] : []))),
  ]);
  return { version, ...(Object.fromEntries(sides) as Omit<PackageFacts, 'version'>) };
}
