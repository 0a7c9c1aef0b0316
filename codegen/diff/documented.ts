// Whether the changelog of the spec names what breaks.
import { CHANGELOG, newestEntry } from './changelog.js';
import { isBreaking, type Finding } from './findings.js';
import { placeOf } from './print.js';

/** What is wrong with the changelog: nothing, or the breaking findings that its newest entry leaves out. */
export interface Omission {
  /** Version of the newest entry. */
  readonly version: string | undefined;
  /** Places as an entry names them, e.g. `rest.newOrder parameters.price`. */
  readonly places: readonly string[];
}

/**
 * The breaking findings that the newest entry of a changelog does not name, in backticks under a heading that begins with
 * "Breaking". An entry of another version names nothing.
 */
export function omissionOf(findings: readonly Finding[], changelog: string, version: string): Omission {
  const entry = newestEntry(changelog);
  const sections = entry.text.split(/^### /m).filter((section) => section.startsWith('Breaking'));
  const bullets = sections.flatMap((section) => section.split(/^- /m));
  const named = new Set(
    bullets.flatMap((bullet) => [...bullet.replaceAll(/\s+/g, ' ').matchAll(/`([^`]+)`/g)].map(([, name]) => name!)),
  );
  const places = new Set(findings.filter(isBreaking).map(placeOf));
  return {
    version: entry.version,
    places: [...places].filter((place) => entry.version !== version || !named.has(place)),
  };
}

/** Prints what the changelog of a version leaves out. `base` is the state since which it has to name what breaks. */
export function printOmission({ version, places }: Omission, wanted: string, base: string): void {
  const entry = version === wanted ? `entry for ${wanted}` : `newest entry, which is for ${version} and not ${wanted},`;
  console.error(`\n${CHANGELOG}: the ${entry} does not name what breaks:`);
  for (const place of places) console.error(`  ${place}`);
  console.error(`Write it with \`npm run diff -- ${base} --write\`, and set info.version to that of the entry`);
}
