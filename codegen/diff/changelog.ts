// The changelog of the spec: its text, its newest entry, and a new one on top.
import { existsSync, readFileSync } from 'node:fs';

/** Where the changelog of the spec stands. */
export const CHANGELOG = 'spec/CHANGELOG.md';

/** The changelog of the working tree; empty if there is none. */
export const readChangelog = (): string =>
  existsSync(CHANGELOG) ? readFileSync(CHANGELOG, 'utf8').replaceAll('\r\n', '\n') : '';

/** Version of the entry on top, and its text. */
export function newestEntry(changelog: string): { readonly version: string | undefined; readonly text: string } {
  const [, text = ''] = changelog.split(/^## /m);
  return { version: /^\S+/.exec(text)?.[0], text };
}

/** Puts an entry on top of a changelog, in the place of one of the same version. */
export function withEntry(changelog: string, entry: string): string {
  const start = changelog.search(/^## /m);
  const [head, rest] = start === -1 ? [changelog, ''] : [changelog.slice(0, start), changelog.slice(start)];
  const version = /^## (\S+)/.exec(entry)![1]!;
  const isSame = rest.startsWith(`## ${version} `);
  const next = rest.slice(3).search(/^## /m);
  const older = !isSame ? rest : next === -1 ? '' : rest.slice(next + 3);
  return `${head.trimEnd()}\n\n${entry}\n${older === '' ? '' : `\n${older}`}`;
}
