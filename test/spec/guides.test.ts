// The guides of the API: each has a title, fits on two screens, and every link leads to something that there is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSpec } from '../../codegen/load/documents.js';
import { buildModel } from '../../codegen/model/build.js';

const FOLDER = 'spec/guides';
/** Stands beside them, but is a guide of the client: test/package/readme.test.ts checks it. */
const OF_THE_CLIENT = 'typescript-client.md';
const guides = readdirSync(FOLDER)
  .filter((file) => file !== OF_THE_CLIENT)
  .map((file) => ({ name: file.replace(/\.md$/, ''), text: readFileSync(join(FOLDER, file), 'utf8') }));

const model = buildModel(loadSpec('spec'));
const idsOf = (items: readonly { readonly id: string }[]) => new Set(items.map(({ id }) => id));
/** What a link can lead to, by the word before its colon. */
const targets: { readonly [kind: string]: ReadonlySet<string> } = {
  operation: idsOf(model.operations),
  method: idsOf(model.methods),
  stream: idsOf(model.streams),
  event: new Set(model.events.flatMap(({ types }) => types)),
  error: new Set(model.errors.map(({ code }) => String(code))),
  guide: new Set(guides.map(({ name }) => name)),
};
const linksIn = (text: string) => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!);

test('the guides that the spec promises are there', () => {
  expect(guides.map(({ name }) => name).sort()).toEqual([
    'conditional-orders',
    'limits',
    'oauth',
    'order-book',
    'order-life-cycle',
    'portfolio-margin-pro',
    'price-match',
    'quick-start',
    'self-trade-prevention',
    'signing',
    'terminology',
    'time-in-force',
    'tradfi-perpetuals',
    'user-data',
  ]);
});

test.each(guides)('$name: a title, one or two screens, links that lead somewhere', ({ text }) => {
  expect(text).toMatch(/^# [A-Z].*\n\n[A-Z]/);
  expect(text.split('\n').length).toBeLessThan(100);
  const broken = linksIn(text).filter((link) => {
    const [, kind = '', id = ''] = /^(\w+):(.+)$/.exec(link) ?? [];
    return !targets[kind]?.has(id);
  });
  expect(broken).toEqual([]);
});

test('a link to a call, a stream, an event or a code shows its name', () => {
  const renamed = guides.flatMap(({ name, text }) =>
    [...text.matchAll(/\[([^\]]+)\]\((\w+):([^)]+)\)/g)]
      .filter(([, shown, kind, id]) => kind !== 'guide' && shown !== id)
      .map(([link]) => `${name}: ${link}`),
  );
  expect(renamed).toEqual([]);
});
