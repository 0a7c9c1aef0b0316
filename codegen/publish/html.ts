// HTML of the pages that no component makes: errors, changes and the start page.
import { hrefOf, type Documents, type Entry } from './entries.js';
import type { Change } from './changes.js';
import type { ErrorCatalogue } from './errors.js';
import { mapsInList, textAt } from '../load/nodes.js';
import type { Json } from '../load/json.js';

/** Text as HTML; what stands between backticks as code. */
export const html = (text: Json | undefined): string =>
  String(text ?? '')
    .replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/`([^`]+)`/g, '<code>$1</code>');

const link = (entry: Entry): string =>
  `<a href="${html(hrefOf(entry))}">${html(entry.id)}</a> <small>${entry.kind}</small>`;

/** The start page: what there is to read, and the files to take. */
export function startPage(
  documents: Documents,
  pages: readonly { file: string; title: string }[],
  files: readonly string[],
): string {
  const cards = pages.map(({ file, title }) => {
    const root = documents.get(file === 'rest' ? 'openapi' : file);
    const text = (textAt(root, 'info', 'summary') ?? textAt(root, 'info', 'description') ?? '').split('\n\n')[0];
    return `<li><a href="${file}.html">${html(title)}</a><p>${html(text || START_TEXTS[file])}</p></li>`;
  });
  const downloads = files.map((file) => `<li><a href="../${file}">${html(file)}</a></li>`);
  return `<h1>Binance USDⓈ-M Futures API</h1>
<p>Specifications of the REST API, the WebSocket API, the market streams and the user data streams. Everything on these pages works offline; search looks through all of them.</p>
<ul class="cards">${cards.join('\n')}</ul>
<h2>Files</h2>
<ul class="files">${downloads.join('\n')}</ul>`;
}

const START_TEXTS: { readonly [file: string]: string } = {
  errors: 'What each error code and HTTP status means, and what to do.',
  changes: 'What the exchange added, deprecated and removed, by date.',
};

/** The errors page: every code has its own anchor, e.g. `#-2019`. */
export function errorsPage({ codes, http, control, retryWords }: ErrorCatalogue): string {
  const words = Object.entries(retryWords).map(([word, text]) => `<dt>${html(word)}</dt><dd>${html(text)}</dd>`);
  const states = http.map((state) =>
    errorSection({
      id: String(state['id']),
      title: `HTTP ${String(state['status'])}`,
      text: state['meaning'],
      facts: state,
      more: mapsInList(state, 'variants')
        .map((variant) =>
          errorSection({
            id: String(variant['id']),
            title: String(variant['id']),
            text: variant['message'],
            facts: variant,
            level: 4,
          }),
        )
        .join('\n'),
    }),
  );
  const listed = codes.map((error) =>
    errorSection({
      id: String(error.code),
      title: `${error.code} ${error.name}`,
      text: error.otherNames && `Also called ${error.otherNames.join(', ')}.`,
      facts: error,
      more: messageList(error.messages),
    }),
  );
  const controls = control.map((error, index) =>
    errorSection({
      id: `control-${index + 1}`,
      title: `${error.code} ${error.message}`,
      text: error.meaning,
      facts: error,
    }),
  );
  return `<h1>Errors</h1>
<p>What each code means and what to do. Whether a call may be repeated at all is said by its page; the words here explain an answer.</p>
<nav class="inside"><a href="#repeat">Repeating</a> <a href="#http">HTTP statuses</a> <a href="#codes">Codes</a> <a href="#control">Control messages of streams</a></nav>
<h2 id="repeat">Repeating</h2><dl>${words.join('\n')}</dl>
<h2 id="http">HTTP statuses</h2>${states.join('\n')}
<h2 id="codes">Codes</h2>${listed.join('\n')}
<h2 id="control">Control messages of streams</h2>${controls.join('\n')}`;
}

const messageList = (messages: readonly string[]): string =>
  messages.length > 0
    ? `<ul class="messages">${messages.map((message) => `<li>${html(message)}</li>`).join('')}</ul>`
    : '';

interface ErrorParts {
  readonly id: string;
  readonly title: string;
  readonly text: Json | undefined;
  readonly facts: { readonly kind?: Json; readonly retry?: Json; readonly executed?: Json; readonly advice?: Json };
  readonly more?: string;
  readonly level?: number;
}

function errorSection({ id, title, text, facts, more = '', level = 3 }: ErrorParts): string {
  const { kind, retry, executed, advice } = facts;
  const marks = [
    ...(kind === undefined ? [] : [kind]),
    ...(retry === undefined ? [] : [`repeat: ${String(retry)}`]),
    ...(executed === undefined ? [] : [`executed: ${String(executed)}`]),
  ];
  return `<section class="error" id="${html(id)}"><h${level}>${html(title)}</h${level}>
${marks.length > 0 ? `<p class="marks">${marks.map((mark) => `<span>${html(mark)}</span>`).join(' ')}</p>` : ''}
${text === undefined ? '' : `<p>${html(text)}</p>`}${more}
${advice === undefined ? '' : `<p class="advice">${html(advice)}</p>`}</section>`;
}

/** The changes page: what the specifications date, then the changelog of the specifications. */
export function changesPage(changes: readonly Change[], changelog: string | undefined): string {
  const days = [...new Set(changes.map(({ date }) => date))].map((date) => {
    const lines = changes
      .filter((change) => change.date === date)
      .map(({ what, detail, entries }) => {
        const places = entries.slice(0, 4).map(link).join(', ');
        const more = entries.length > 4 ? ` and ${entries.length - 4} more` : '';
        const subject = detail && `<code>${html(detail)}</code>${places && ' in '}`;
        return `<li><span class="what">${what}</span> ${subject}${places}${more}</li>`;
      });
    return `<h2 id="${date}">${date}</h2><ul class="changes">${lines.join('\n')}</ul>`;
  });
  const own =
    changelog === undefined ? '' : `<h2 id="changelog">Changelog of the specifications</h2>${markdown(changelog)}`;
  return `<h1>Changes</h1>
<p>What the exchange changed, by the date from which it holds; as far as it touches something that the specifications still describe.</p>
${days.join('\n')}${own}`;
}

/** Headings, lists and paragraphs: all that a changelog needs. */
function markdown(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      const heading = /^(#+) (.*)$/s.exec(block);
      if (heading)
        return `<h${Math.min(heading[1]!.length + 1, 6)}>${html(heading[2])}</h${Math.min(heading[1]!.length + 1, 6)}>`;
      if (!/^[-*] /.test(block)) return `<p>${html(block)}</p>`;
      return `<ul>${block
        .split(/\n(?=[-*] )/)
        .map((item) => `<li>${html(item.slice(2))}</li>`)
        .join('\n')}</ul>`;
    })
    .join('\n');
}
