// `call`: one REST or WebSocket API call.
import { environments, errors } from '../index.js';
import { baseUrlsOf } from '../environments.js';
import { createClient, type Client } from '../index.js';
import { signerOf } from '../sign.js';
import type { Reply } from '../calls.js';
import type { Method, Operation } from '../rows.js';
import { ArgumentError, ExchangeError, isBinanceError } from '../errors.js';
import type { Notice } from '../notices.js';
import { prepareRequest } from '../rest.js';
import { isErrorBody } from '../response.js';
import { createRedactor } from '../traffic.js';
import { prepareWebSocketRequest } from '../index.js';
import { describeCall, listCalls } from './call-help.js';
import { findMethod, findOperation, paramsOf, readCallArguments } from './call-parameters.js';
import { clientFlags, CLIENT_HELP, clientOptions, type Flags, type Given } from './options.js';
import { USER_DATA } from './subscriptions.js';
import { HIDDEN, messageOf, note, noteNotice, paintNote, print } from './terminal.js';

const HELP = `binance-usdm call <operation> [--<parameter> <value>]…

Makes one call and prints its result as JSON. Values are sent as they are typed; lists and objects are given as JSON.

  call [--list]                 lists all operations
  call <operation> --help       its parameters, rules, weight and documentation

  --json                        one line {operation, status, data, usedWeight, orderCounts}, or {error} if it fails
  --dry-run                     prints what would be sent, signed, and sends nothing
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

/** Flags that are no parameters. */
const FLAGS: Flags = {
  ...clientFlags,
  list: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  websocket: { type: 'boolean' },
  'sync-clock': { type: 'boolean' },
};

/** Runs the command. */
export async function call(args: readonly string[]): Promise<number> {
  const { given, texts } = readCallArguments(args, FLAGS);
  const [name, ...rest] = given.names;
  if (name === undefined) {
    if (given.has('help')) print(HELP);
    else listCalls(given.has('json'));
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
  return given.has('dry-run') ? dryRun(row, params, given) : send(row, params, given);
}

async function send(row: Operation<any> | Method<any>, params: object, given: Given): Promise<number> {
  // Over the WebSocket API there is one connection for one call: only its troubles are news.
  const onNotice = (notice: Notice) => {
    if (notice.kind !== 'state' || notice.reason !== undefined) noteNotice(notice);
  };
  const client = createClient({ ...clientOptions(given), onNotice });
  try {
    if (given.has('sync-clock')) await client.clock.sync();
    const reply = await made(client, row, params);
    const { status, data, usedWeight, orderCounts } = reply;
    if (given.has('json')) printResult({ operation: row.id, status, data, usedWeight, orderCounts });
    else printResult(data, 2);
    return exitCodeOfResult(data);
  } catch (error) {
    return tell(error, row, params, given);
  } finally {
    await client.close();
  }
}

const made = (client: Client, row: Operation<any> | Method<any>, params: object): Promise<Reply<unknown>> =>
  'path' in row ? client.call(row, params).withResponse() : client.callMethod(row, params).withResponse();

/** Prints an answer; a listenKey opens the account to whoever reads it, so it is left out. */
function printResult(value: unknown, indent?: number): void {
  const text = JSON.stringify(value, undefined, indent);
  const shown = createRedactor([]).text(text);
  print(shown);
  if (shown !== text)
    note(`Keys are shown as ${HIDDEN}. A program gets them from the client; \`stream ${USER_DATA}\` needs none.`);
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

/** Tells a failure and what to do about it. */
function tell(error: unknown, row: Operation<any> | Method<any>, params: object, given: Given): number {
  const { execution, retry, advice, ...facts } = error as Partial<ExchangeError>;
  const code = exitCodeOf(error, row);
  if (given.has('json')) {
    const { name, message } = error as Error;
    const { code: number, codeName, status, retryAfterMs } = facts;
    const { parameter, rule } = error as Partial<ArgumentError>;
    const verifyWith = code === 3 ? row.verifyWith : undefined;
    const shown = {
      name,
      code: number,
      codeName,
      message,
      status,
      parameter,
      rule,
      execution,
      retry,
      retryAfterMs,
      advice,
    };
    print(JSON.stringify({ operation: row.id, error: { ...shown, verifyWith } }));
    return code;
  }
  note(`${paintNote('red', 'error:')} ${messageOf(error)}`);
  if (error instanceof ArgumentError) {
    if (['apiKey', 'signer'].includes(error.parameter))
      note('Set BINANCE_API_KEY and BINANCE_API_SECRET (or BINANCE_PRIVATE_KEY) in the environment.');
    note(`Nothing was sent. See: binance-usdm call ${row.id} --help`);
  } else if (code === 3) {
    note('It may have been carried out. Do not repeat it before you know:');
    for (const id of row.verifyWith ?? []) note(`  binance-usdm call ${id}${sharedFlags(id, params, given)}`);
  } else if (row.retry !== 'safe') note('Nothing was done.');
  if (facts.retryAfterMs !== undefined) note(`Wait ${Math.ceil(facts.retryAfterMs / 1000)} s before the next call.`);
  if (retry === 'sync-clock') note("This machine's clock is wrong: repeat the call with --sync-clock.");
  return code;
}

/** What does not come from the client may have happened at any point. */
function exitCodeOf(error: unknown, row: Operation | Method): number {
  if (error instanceof ArgumentError) return 2;
  const isKnown = isBinanceError(error) && (error as Partial<ExchangeError>).execution === 'rejected';
  return isKnown || row.retry === 'safe' ? 1 : 3;
}

/** What another call takes too, as flags: the same exchange, and parameters. What was new then is the original now. */
function sharedFlags(id: string, params: object, given: Given): string {
  const { recvWindow: _, ...taken } = findOperation(id).params;
  const exchange = [['environment', given.text('environment')], ...given.texts('url').map((url) => ['url', url])];
  const shared = Object.entries(params)
    .map(([name, value]) => [name in taken ? name : name.replace(/^new/, 'orig'), value as unknown])
    .filter(([name, value]) => String(name) in taken && typeof value !== 'object');
  return [...exchange, ['ca', given.text('ca')], ...shared]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` --${String(name)} ${String(value)}`)
    .join('');
}

async function dryRun(row: Operation<any> | Method<any>, params: object, given: Given): Promise<number> {
  const options = clientOptions(given);
  const context = { apiKey: options.apiKey, signer: signerOf(options), timestamp: Date.now() };
  const baseUrls = baseUrlsOf(environments, options.environment ?? 'production');
  if (!('path' in row)) {
    const frame = await prepareWebSocketRequest(row, params, { ...context, id: 1 });
    const shown = options.apiKey === undefined ? frame : frame.replace(JSON.stringify(options.apiKey), '"***"');
    print(
      given.has('json') ? JSON.stringify({ operation: row.id, url: baseUrls['websocketApi'], frame: shown }) : shown,
    );
    note('Nothing was sent.');
    return 0;
  }
  const baseUrl = baseUrls[row.host];
  if (baseUrl === undefined)
    throw new ArgumentError('environment', `has no ${row.host} host, which this call needs`, row.id);
  const { method, url, headers } = await prepareRequest(row, params, { ...context, baseUrl });
  const names = Object.keys(headers);
  print(given.has('json') ? JSON.stringify({ operation: row.id, method, url, headers: names }) : `${method} ${url}`);
  note(
    `Nothing was sent.${names.length > 0 ? ` The request also needs the header ${names.join(', ')}: the API key.` : ''}`,
  );
  return 0;
}
