// `call`: one REST or WebSocket API call.
import type { Reply } from '../calls.js';
import { ArgumentError } from '../errors.js';
import { createClient, errors, type Client } from '../index.js';
import type { Notice } from '../notices.js';
import { isErrorBody } from '../response.js';
import type { Method, Operation } from '../rows.js';
import { reportFailure } from './call-failure.js';
import { describeCall, listCalls } from './call-help.js';
import { findMethod, findOperation, paramsOf, readCallArguments } from './call-parameters.js';
import { dryRun, printCurl } from './call-preview.js';
import { clientFlags, CLIENT_HELP, clientOptions, type Flags, type Given } from './options.js';
import { printResult, readForm, type ResultForm } from './result.js';
import { note, noteNotice, paintNote, print } from './terminal.js';

const HELP = `binance-usdm call <operation> [--<parameter> <value>]…

Makes one call and prints its result, on a terminal as a table, else as JSON. Values are sent as they are typed; lists and
objects are given as JSON.

  call [--list] [<words>]       lists all operations, or those that the words are about
  call <operation> --help       its parameters, rules, weight and documentation

  --table                       a table, also where it is not printed on a terminal
  --columns <name,…>            the columns of the table or of --csv, in this order
  --utc, --local                times of a table in UTC (as by default), or in the zone of this machine
  --csv                         a list as CSV, every value as the exchange sent it
  --json                        one line {operation, status, data, usedWeight, orderCounts}, or {error} if it fails
  --dry-run                     prints what would be sent, signed, and sends nothing; needs no key
  --curl                        prints a line for a shell that makes the call with curl, and sends nothing
  --websocket                   makes the call over the WebSocket API
  --sync-clock                  takes the exchange's time first, if this machine's clock is wrong

${CLIENT_HELP}

Examples:
  binance-usdm call orderBook --symbol BTCUSDT --limit 5
  binance-usdm call newOrder --environment testnet --symbol BTCUSDT --side BUY --type LIMIT --timeInForce GTC \\
      --quantity 0.010 --price 59000.0 --newClientOrderId grid-0001
  binance-usdm call cancelBatchOrders --symbol BTCUSDT --orderIdList '[4611686018427387905,4611686018427387906]'

Exit codes: 0 done; 1 refused or failed, nothing was done; 2 wrong usage, nothing was sent; 3 a call that must not simply
be repeated may have been carried out: look first; 4 some elements of a batch were refused.`;

/** Flags of the command, which are no parameters. */
export const callFlags: Flags = {
  ...clientFlags,
  list: { type: 'boolean' },
  table: { type: 'boolean' },
  columns: { type: 'string' },
  utc: { type: 'boolean' },
  local: { type: 'boolean' },
  csv: { type: 'boolean' },
  curl: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  websocket: { type: 'boolean' },
  'sync-clock': { type: 'boolean' },
};

/** Runs the command. */
export async function call(args: readonly string[]): Promise<number> {
  const { given, texts } = readCallArguments(args, callFlags);
  const [name, ...rest] = given.names;
  if (name === undefined || given.has('list')) {
    if (given.has('help')) print(HELP);
    else return listCalls(given.names, given.has('json'));
    return 0;
  }
  const row = given.has('websocket') ? findMethod(name) : findOperation(name);
  if (given.has('help')) {
    describeCall(row);
    return 0;
  }
  if (rest.length > 0)
    throw new ArgumentError(rest.join(' '), 'belongs to no parameter: give parameters as --<name> <value>');
  const params = paramsOf(row, texts);
  const form = readForm(given);
  if (given.has('curl')) return printCurl(row, params, given);
  return given.has('dry-run') ? dryRun(row, params, given) : send(row, params, given, form);
}

async function send(
  row: Operation<any> | Method<any>,
  params: object,
  given: Given,
  form: ResultForm,
): Promise<number> {
  // Over the WebSocket API there is one connection for one call: only its troubles are news.
  const onNotice = (notice: Notice) => {
    if (notice.kind !== 'state' || notice.reason !== undefined) noteNotice(notice);
  };
  const client = createClient({ ...clientOptions(given), onNotice });
  // Ctrl-C ends the wait, and what is known of the call is reported; a second one ends the program at once.
  const stop = new AbortController();
  const abort = () => stop.abort(new Error('it was stopped by Ctrl-C'));
  process.once('SIGINT', abort);
  try {
    if (given.has('sync-clock')) await client.clock.sync();
    const { status, data, usedWeight, orderCounts } = await callRow(client, row, params, stop.signal);
    printResult(data, { operation: row.id, status, data, usedWeight, orderCounts }, form);
    return exitCodeOfResult(data);
  } catch (error) {
    return reportFailure(error, row, params, given);
  } finally {
    process.off('SIGINT', abort);
    await client.close();
  }
}

function callRow(
  client: Client,
  row: Operation<any> | Method<any>,
  params: object,
  signal: AbortSignal,
): Promise<Reply<unknown>> {
  const pending = 'path' in row ? client.call(row, params, { signal }) : client.callMethod(row, params, { signal });
  return pending.withResponse();
}

/** A batch answers with orders and refusals side by side. */
function exitCodeOfResult(data: unknown): number {
  if (!Array.isArray(data)) return 0;
  const refused = data.filter(isErrorBody);
  if (refused.length === 0) return 0;
  note(paintNote('red', `${refused.length} of ${data.length} elements were refused: look at code and msg of each`));
  if (refused.some(({ code }) => errors[code]?.executed === 'unknown')) return 3;
  return refused.length === data.length ? 1 : 4;
}
