// The documentation site: static pages that need no server, no network and no build step.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { toJsonText, type Json } from '../load/json.js';
import { changesOf } from './changes.js';
import { displayAsyncApi } from './display-asyncapi.js';
import { displayOpenApi } from './display.js';
import { entriesOf, hrefOf, type Entry, type Source } from './entries.js';
import { errorCatalogue, type ErrorCatalogue } from './errors.js';
import { changesPage, errorsPage, html, startPage } from './html.js';
import { changelogOf, type Files } from './spec-files.js';

const TITLES: { readonly [page: string]: string } = {
  rest: 'REST',
  'websocket-api': 'WebSocket API',
  'market-streams': 'Market streams',
  'user-data-streams': 'User data',
  errors: 'Errors',
  changes: 'Changes',
};

const TEXT_PAGES = ['errors', 'changes'];
const SOURCES = ['theme.js', 'site.js', 'site.css', 'text.css', 'rest.js', 'rest.css', 'asyncapi.js', 'asyncapi.css'];

const textOf = (name: string): string => readFileSync(new URL(`site/${name}`, import.meta.url), 'utf8');
/** A script that gives a page its data, since pages opened from the disk may not fetch files. */
const data = (name: string, value: Json): string => `window.${name} = ${toJsonText(value)};\n`;

/** All files of the site by path. `downloads` are the files beside it that its start page offers. */
export function siteFiles(source: Source, downloads: readonly string[]): Files {
  const { documents, model } = source;
  const entries = entriesOf(source);
  const errors = errorCatalogue(source);
  const references = { model, entries, codes: new Set(errors.codes.map(({ code }) => code)) };
  const links = Object.entries(TITLES)
    .map(([file, title]) => ({ file, title }))
    .filter(({ file }) => TEXT_PAGES.includes(file) || documents.has(file === 'rest' ? 'openapi' : file));

  const files: Files = new Map();
  const addText = (file: string, content: string) =>
    files.set(`${file}.html`, page(links, { file, kind: 'text', content, styles: ['text.css'], scripts: [] }));
  addText('index', startPage(documents, links, downloads));
  addText('errors', errorsPage(errors));
  addText('changes', changesPage(changesOf(documents, entries), changelogOf(source)));
  for (const [name, root] of documents) {
    const isRest = name === 'openapi';
    const file = isRest ? 'rest' : name;
    const shown = isRest ? displayOpenApi(root, references) : displayAsyncApi(root, references);
    files.set(`data/${file}.js`, data('documentOfPage', shown));
    const styles = isRest ? ['rest.css'] : ['vendor/asyncapi.css', 'asyncapi.css'];
    const component = isRest ? ['vendor/scalar.js', 'rest.js'] : ['vendor/asyncapi.js', 'asyncapi.js'];
    const scripts = [`data/${file}.js`, ...component];
    const content = '<div id="reference"></div>';
    files.set(`${file}.html`, page(links, { file, kind: 'reference', content, styles, scripts }));
  }
  files.set('data/search.js', data('searchIndex', searchIndex(entries, errors)));
  for (const name of SOURCES) files.set(name, textOf(name));
  for (const [name, content] of vendorFiles()) files.set(`vendor/${name}`, content);
  return files;
}

interface Page {
  readonly file: string;
  readonly kind: 'text' | 'reference';
  readonly content: string;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
}

function page(
  links: readonly { file: string; title: string }[],
  { file, kind, content, styles, scripts }: Page,
): string {
  const bar = links.map(
    (link) => `<a href="${link.file}.html"${link.file === file ? ' aria-current="page"' : ''}>${html(link.title)}</a>`,
  );
  const parts: { readonly [mark: string]: string } = {
    title: html(TITLES[file] ?? 'Start'),
    styles: styles.map((style) => `<link rel="stylesheet" href="${style}" />`).join('\n'),
    links: bar.join('\n'),
    kind,
    content,
    scripts: scripts.map((script) => `<script src="${script}"></script>`).join('\n'),
  };
  return textOf('page.html').replace(/\{\{(\w+)\}\}/g, (_, mark: string) => parts[mark]!);
}

/** What search looks through: `[title, kind, text, address]` of each entry and error. */
function searchIndex(entries: readonly Entry[], { codes, http }: ErrorCatalogue): Json {
  return [
    ...entries.map((entry) => [entry.id, entry.kind, [...entry.names, entry.summary].join(' · '), hrefOf(entry)]),
    ...codes.map(({ code, name, otherNames = [], messages, advice }) => [
      String(code),
      'error',
      [name, ...otherNames, ...messages, advice].filter(Boolean).join(' · '),
      `errors.html#${code}`,
    ]),
    ...http.map((state) => [
      `HTTP ${String(state['status'])}`,
      'error',
      `${String(state['meaning'])} · ${String(state['advice'])}`,
      `errors.html#${String(state['id'])}`,
    ]),
  ];
}

/** The components that show the documents, and whose they are. */
function vendorFiles(): [string, string | Buffer][] {
  const require = createRequire(import.meta.url);
  const scalar = join(dirname(require.resolve('@scalar/api-reference')), '..');
  const asyncapi = join(dirname(require.resolve('@asyncapi/react-component')), '../..');
  const notices = [scalar, asyncapi].map((folder) => {
    const { name, version, license, homepage, repository } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as VendorPackage;
    return `${name} ${version}, licence ${license}, ${homepage ?? repository.url}\n`;
  });
  return [
    ['scalar.js', readFileSync(join(scalar, 'dist/browser/standalone.js'))],
    ['asyncapi.js', readFileSync(join(asyncapi, 'browser/standalone/index.js'))],
    ['asyncapi.css', readFileSync(join(asyncapi, 'styles/default.min.css'))],
    ['asyncapi.LICENSE.txt', readFileSync(join(asyncapi, 'LICENSE'))],
    ['index.js.LICENSE.txt', readFileSync(join(asyncapi, 'browser/standalone/index.js.LICENSE.txt'))],
    ['NOTICE.txt', notices.join('')],
  ];
}

interface VendorPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly homepage?: string;
  readonly repository: { readonly url: string };
}
