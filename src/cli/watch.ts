// `watch`: one symbol on a screen that is drawn anew in place.
import type { AggTradeEvent, DepthUpdateEvent, MarkPriceUpdateEvent, Notice } from '../index.js';
import { ArgumentError } from '../errors.js';
import { createClient } from '../index.js';
import { createEnding } from './ending.js';
import { clientFlags, CLIENT_HELP, clientOptions, durationOf, readArguments, type Flags } from './options.js';
import { timeText } from './table.js';
import { messageOf, paint, print } from './terminal.js';
import { visible, visibleLine } from './visible.js';

const HELP = `binance-usdm watch <symbol>

Shows the best levels of the order book, the last trades, the mark price and the time to the next funding, drawn anew in
place. Ctrl-C ends it.

  --for <duration>       ends after this time: 10s, 5m, 2h
  --utc, --local         times in UTC (as by default), or in the zone of this machine

${CLIENT_HELP}

Examples:
  binance-usdm watch BTCUSDT
  binance-usdm watch ETHUSDT --environment testnet --local

Exit codes: 0 done, also after Ctrl-C; 1 a subscription was refused, or there is no connection; 2 wrong usage.`;

/** Flags of the command. */
export const watchFlags: Flags = {
  ...clientFlags,
  for: { type: 'string' },
  utc: { type: 'boolean' },
  local: { type: 'boolean' },
};

/** Time between two drawings. Unit: ms. */
const FRAME_MS = 250;
/** Levels shown of each side, and trades. */
const SHOWN = 10;

const HOME = '\x1b[H';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const HIDE_CURSOR = '\x1b[?25l\x1b[2J';
const SHOW_CURSOR = '\x1b[?25h';

/** What is known of the symbol. */
interface View {
  readonly symbol: string;
  book: DepthUpdateEvent | undefined;
  mark: MarkPriceUpdateEvent | undefined;
  /** Newest first. */
  readonly trades: AggTradeEvent[];
  /** The newest notice: a state, a gap, an error. */
  news: string;
}

/** Runs the command. */
export async function watch(args: readonly string[]): Promise<number> {
  const given = readArguments(args, watchFlags);
  if (given.has('help')) {
    print(HELP);
    return 0;
  }
  const [symbol, ...rest] = given.names;
  if (symbol === undefined || rest.length > 0)
    throw new ArgumentError('symbol', 'must be one, e.g. binance-usdm watch BTCUSDT');
  if (!process.stdout.isTTY || given.has('json'))
    throw new ArgumentError('watch', 'draws on a terminal: programs take `stream --json`');
  const view: View = { symbol: symbol.toUpperCase(), book: undefined, mark: undefined, trades: [], news: '' };
  const ending = createEnding(durationOf(given, 'for'));
  const client = createClient({
    ...clientOptions(given),
    onNotice: (notice) => (view.news = newsOf(notice) ?? view.news),
  });
  process.stdout.write(HIDE_CURSOR);
  const timer = setInterval(() => draw(view, given.has('local')), FRAME_MS);
  try {
    const { partialDepth, aggTrade, markPrice } = client.streams;
    const started = Promise.all([
      partialDepth({ symbol, levels: SHOWN, updateSpeed: '100ms' }, (event) => void (view.book = event)),
      aggTrade({ symbol }, (event) => {
        view.trades.unshift(event);
        view.trades.length = Math.min(view.trades.length, SHOWN);
      }),
      markPrice({ symbol, updateSpeed: '1s' }, (event) => void (view.mark = event)),
    ]);
    await Promise.race([started, ending.reached]);
    await ending.reached;
  } finally {
    ending.end();
    clearInterval(timer);
    process.stdout.write(SHOW_CURSOR);
    await client.close();
  }
  return 0;
}

function newsOf(notice: Notice): string | undefined {
  if (notice.kind === 'state' && notice.state !== 'open') return `${notice.connection}: ${notice.state}`;
  if (notice.kind === 'gap') return `${notice.stream}: events may be missing: ${visibleLine(notice.reason)}`;
  if (notice.kind === 'error') return messageOf(notice.error);
  return undefined;
}

function draw(view: View, isLocal: boolean): void {
  const { rows, columns } = process.stdout;
  const lines = linesOf(view, isLocal).slice(0, rows - 1);
  // A line with colours is not cut: the cut could fall into a colour.
  const fitted = lines.map((line) => (line.includes('\ufdd0') ? line : line.slice(0, columns)));
  process.stdout.write(HOME + fitted.map((line) => `${visible(line)}${CLEAR_LINE_END}\n`).join('') + CLEAR_BELOW);
}

function linesOf({ symbol, book, mark, trades, news }: View, isLocal: boolean): string[] {
  const asks = (book?.asks ?? []).slice(0, SHOWN).toReversed();
  const bids = (book?.bids ?? []).slice(0, SHOWN);
  const level =
    (colour: 'red' | 'green') =>
    ([price, quantity]: readonly string[]) =>
      `  ${paint(colour, price!.padStart(14))}  ${quantity!.padStart(14)}`;
  const trade = ({ tradeTime, price, quantity, isBuyerMaker }: AggTradeEvent) =>
    `  ${timeText(tradeTime, isLocal).slice(11)}  ${paint(isBuyerMaker ? 'red' : 'green', price.padStart(14))}  ${quantity.padStart(14)}`;
  return [
    `${paint('bold', symbol)}  ${mark ? markText(mark) : 'waiting for the mark price'}`,
    '',
    ...(book ? asks.map(level('red')) : ['  waiting for the order book']),
    ...(book ? [`  ${'·'.repeat(30)}`] : []),
    ...bids.map(level('green')),
    '',
    paint('bold', 'Last trades'),
    ...trades.map(trade),
    '',
    news,
  ];
}

function markText({ markPrice, indexPrice, lastFundingRate, nextFundingTime }: MarkPriceUpdateEvent): string {
  const percent = (Number(lastFundingRate) * 100).toFixed(4);
  return `mark ${markPrice}  index ${indexPrice}  funding ${percent} % in ${countdown(nextFundingTime - Date.now())}`;
}

/** A time that is left, as `07:59:59`. */
function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
