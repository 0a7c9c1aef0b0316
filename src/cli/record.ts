// `record`: writes what goes over the wire, as one JSON object a line.
import { createClient, type Client } from '../index.js';
import type { Operation } from '../rows.js';
import { ArgumentError, isBinanceError } from '../errors.js';
import type { TrafficRecord } from '../traffic.js';
import { findOperation, paramsOf, readCallArguments } from './call-parameters.js';
import { createEnding, startTimer, type Ending } from './ending.js';
import {
  clientFlags,
  CLIENT_HELP,
  clientOptions,
  countOf,
  durationOf,
  readArguments,
  type Flags,
  type Given,
} from './options.js';
import { openSink, type Sink } from './sink.js';
import { exampleNames, streamName, subscribeAll, USER_DATA } from './subscriptions.js';
import { messageOf, note, paintNote, print, showStatus } from './terminal.js';

const HELP = `binance-usdm record [--stream <name>]… [--call '<operation> --<parameter> <value>…']… [--user-data]

Writes every REST request and answer and every text frame of the WebSockets as lines of JSON:
  {time, source, direction: sent | received, method, status, text}
API keys, signatures and listenKeys are replaced by ***; every other byte of the text stays. What the account owns and does
stands in it, so a new file can be read by its owner only.

  --stream <name>        a market stream, may be given several times
  --call '<operation>…'  a call that only reads, may be given several times
  --every <duration>     makes the calls again and again, so far apart; without it once
  --user-data            the events of the account
  --for <duration>       ends after this time: 10s, 5m, 2h
  --count <n>            ends after so many records
  --out <file>           appends to this file instead of writing to stdout
  --json                 the summary, on stderr, as JSON

${CLIENT_HELP}

Examples:
  binance-usdm record --stream ${exampleNames.quotes} --stream ${exampleNames.trades} --for 1h --out btcusdt.ndjson
  binance-usdm record --call 'orderBook --symbol BTCUSDT --limit 1000' --every 10s --out books.ndjson
  binance-usdm record --user-data --environment testnet | jq -r .text

Exit codes: 0 done, also after Ctrl-C; 1 nothing came, or records are lost; 2 wrong usage.`;

/** Flags of the command. */
export const recordFlags: Flags = {
  ...clientFlags,
  stream: { type: 'string', multiple: true },
  call: { type: 'string', multiple: true },
  every: { type: 'string' },
  'user-data': { type: 'boolean' },
  for: { type: 'string' },
  count: { type: 'string' },
  out: { type: 'string' },
};

/** A call that is recorded. */
interface Read {
  readonly row: Operation<any>;
  readonly params: object;
}

/** What was recorded so far. */
interface Tally {
  readonly streams: number;
  /** Calls that succeeded. */
  answered: number;
  /** Calls that did not, repeats of the client included. */
  failed: number;
}

/** Runs the command. */
export async function record(args: readonly string[]): Promise<number> {
  const given = readArguments(args, recordFlags);
  if (given.has('help')) {
    print(HELP);
    return 0;
  }
  if (given.names.length > 0)
    throw new ArgumentError(given.names.join(' '), 'belongs to no flag: name streams with --stream');
  const names = [...new Set(given.texts('stream').map(streamName))];
  if (given.has('user-data')) names.push(USER_DATA);
  const reads = given.texts('call').map(readOf);
  const everyMs = durationOf(given, 'every');
  if (names.length + reads.length === 0)
    throw new ArgumentError('record', 'needs something to record: --stream, --call or --user-data');
  if (everyMs !== undefined && reads.length === 0)
    throw new ArgumentError('--every', 'is for --call, which is not given');
  const most = countOf(given, 'count') ?? Infinity;
  const afterMs = durationOf(given, 'for');
  let count = 0;
  const onTraffic = (traffic: TrafficRecord) => {
    if (count >= most) return;
    sink.write(JSON.stringify(traffic));
    if (++count >= most) ending.end();
  };
  const client = createClient({ ...clientOptions(given), onTraffic });

  const begin = performance.now();
  const ending = createEnding(afterMs);
  const sink = await openSink(given.text('out'), ending.end).catch((error: unknown) => {
    ending.end();
    throw error;
  });
  const tally: Tally = { streams: names.length, answered: 0, failed: 0 };
  const progress = setInterval(() => showStatus(progressOf(sink, tally, begin)), 1000);
  try {
    const started = Promise.all([subscribeAll(client, names, () => {}), repeat(client, reads, everyMs, ending, tally)]);
    await Promise.race([started, ending.reached]);
    if (names.length > 0) await ending.reached;
  } finally {
    ending.end();
    await client.close();
    await sink.close();
    clearInterval(progress);
  }
  return summarize(sink, tally, begin, given);
}

/** A call from the text of its flag. */
function readOf(text: string): Read {
  const { given, texts } = readCallArguments(text.trim().split(/\s+/), {});
  const row = findOperation(given.names[0] ?? '');
  if (row.retry !== 'safe' || row.method !== 'GET')
    throw new ArgumentError('--call', `must be a call that only reads, which ${row.id} does not`);
  return { row, params: paramsOf(row, texts) };
}

/** Makes the calls once or again and again. What fails is reported, and stands in the record. */
async function repeat(
  client: Client,
  reads: readonly Read[],
  everyMs: number | undefined,
  ending: Ending,
  tally: Tally,
): Promise<void> {
  do {
    const next = performance.now() + (everyMs ?? 0);
    for (const { row, params } of reads) {
      if (ending.isReached) return;
      try {
        await client.call(row, params);
        tally.answered++;
      } catch (error) {
        // What breaks a rule breaks it each time.
        if (error instanceof ArgumentError || !isBinanceError(error)) throw error;
        tally.failed++;
        note(`${paintNote('red', 'error:')} ${messageOf(error)}`);
      }
    }
    if (everyMs !== undefined && reads.length > 0) {
      let stopTimer = () => {};
      const pause = new Promise<void>((resolve) => (stopTimer = startTimer(resolve, next - performance.now())));
      await Promise.race([pause, ending.reached]);
      stopTimer();
    }
  } while (everyMs !== undefined && !ending.isReached);
}

function progressOf({ lines, bytes }: Sink, { streams, answered, failed }: Tally, begin: number): string {
  const calls = answered + failed > 0 ? [`${answered} calls`] : [];
  const failures = failed > 0 ? [`${failed} failed`] : [];
  const feeds = streams > 0 ? [`${streams} ${streams === 1 ? 'stream' : 'streams'}`] : [];
  const all = [`${lines} records`, `${(bytes / 1e6).toFixed(2)} MB`, ...feeds, ...calls, ...failures];
  return `${all.join(', ')} in ${((performance.now() - begin) / 1000).toFixed(1)} s`;
}

function summarize(sink: Sink, tally: Tally, begin: number, given: Given): number {
  const { lines: records, bytes, lost, failure } = sink;
  const out = given.text('out') ?? 'stdout';
  const isBroken = failure !== undefined && failure.code !== 'EPIPE';
  if (given.has('json')) note(JSON.stringify({ out, records, bytes, lost, ...tally, error: failure?.message }));
  else {
    note(`${progressOf(sink, tally, begin)} to ${out}`);
    if (failure?.code === 'EPIPE') note('The reader of the output is gone.');
    if (isBroken) {
      note(`${paintNote('red', 'error:')} the output failed: ${failure.message}`);
      note(`At least ${lost} records are lost, and the last line may be cut.`);
    }
  }
  return isBroken || (tally.failed > 0 && tally.answered === 0) ? 1 : 0;
}
