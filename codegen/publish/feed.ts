// What changed, as a JSON Feed 1.1 to subscribe to: a day of the exchange and a version of the specification each are an item.
import type { JsonObject } from '../load/json.js';
import type { Change } from './changes.js';

/** An entry of the changelog. */
export interface ChangelogEntry {
  readonly version: string;
  /** When it was written, e.g. `2026-11-25`. */
  readonly date: string;
  /** What stands below its heading. */
  readonly text: string;
}

/** The dated entries of the changelog, the newest first as there. */
export const changelogEntries = (changelog: string): ChangelogEntry[] =>
  changelog
    .split(/^## /m)
    .slice(1)
    .flatMap((entry) => {
      const [, version, date, text] = /^(\S+) \((\d{4}-\d\d-\d\d)\)\n([^]*)$/.exec(entry) ?? [];
      return version === undefined ? [] : [{ version, date: date!, text: text!.trim() }];
    });

/** The feed, the newest item first. The ids stay the same for ever. */
export function changeFeed(changes: readonly Change[], entries: readonly ChangelogEntry[]): JsonObject {
  const versions = entries.map(({ version, date, text }) => ({
    id: `urn:binance-usdm:specification:${version}`,
    title: `Specification ${version}`,
    content_text: text,
    date_published: `${date}T00:00:00Z`,
    tags: ['specification'],
  }));
  const days = [...new Set(changes.map(({ date }) => date))].map((date) => ({
    id: `urn:binance-usdm:exchange:${date}`,
    title: `Changes of the exchange on ${date}`,
    content_text: changes
      .filter((change) => change.date === date)
      .map(lineOf)
      .join('\n'),
    date_published: `${date}T00:00:00Z`,
    tags: ['exchange'],
  }));
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Binance USDⓈ-M Futures API: changes',
    description:
      'What the exchange added, deprecated and removed, by day, and what changed in the specification, by version.',
    language: 'en',
    items: [...versions, ...days].sort((a, b) => b.date_published.localeCompare(a.date_published)),
  };
}

function lineOf({ what, detail, entries }: Change): string {
  const places = entries.map(({ id, kind }) => `${id} (${kind})`).join(', ');
  return `- ${what}: ${[detail, places].filter(Boolean).join(' in ')}`;
}
