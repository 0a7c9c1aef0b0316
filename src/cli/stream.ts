// `stream`: prints events as they come.
import { createClient, usdm } from '../index.js';
import type { FieldRow, ObjectRow } from '../rows.js';
import { ArgumentError } from '../errors.js';
import { createRedactor, type Redactor } from '../traffic.js';
import { createEnding } from './ending.js';
import { clientFlags, CLIENT_HELP, clientOptions, countOf, durationOf, readArguments, type Flags } from './options.js';
import { openSink } from './sink.js';
import { exampleNames, namePatterns, streamName, subscribeAll, USER_DATA } from './subscriptions.js';
import { columns, paint, print } from './terminal.js';

const HELP = `binance-usdm stream <name>…

Prints the events of market streams, and of the account with the name ${USER_DATA}. It goes on over all reconnects; gaps,
drift, silence and states of connections go to stderr. Ctrl-C ends it.

  --list                 lists the forms of names
  --json                 one line {stream, event} for each event
  --raw                  names of fields as the exchange sends them
  --count <n>            ends after so many events
  --for <duration>       ends after this time: 10s, 5m, 2h

${CLIENT_HELP}

Examples:
  binance-usdm stream ${exampleNames.trades} ${exampleNames.quotes}
  binance-usdm stream ${exampleNames.trades} --json --for 1m | jq .event.price
  binance-usdm stream ${USER_DATA} --environment testnet

Exit codes: 0 done, also after Ctrl-C; 1 a subscription was refused, or there is no connection; 2 wrong usage.`;

/** Flags of the command. */
export const streamFlags: Flags = {
  ...clientFlags,
  list: { type: 'boolean' },
  raw: { type: 'boolean' },
  count: { type: 'string' },
  for: { type: 'string' },
};

/** Runs the command. */
export async function stream(args: readonly string[]): Promise<number> {
  const given = readArguments(args, streamFlags);
  if (given.has('help')) {
    print(HELP);
    return 0;
  }
  if (given.has('list')) {
    listNames(given.has('json'));
    return 0;
  }
  if (given.names.length === 0)
    throw new ArgumentError('name', `is required, e.g. ${exampleNames.trades}. See: stream --list`);
  const names = [...new Set(given.names.map(streamName))];
  const [isJson, isRaw] = [given.has('json'), given.has('raw')];
  const most = countOf(given, 'count') ?? Infinity;
  const afterMs = durationOf(given, 'for');
  const options = clientOptions(given);
  const client = createClient(options);
  const ending = createEnding(afterMs);
  const sink = await openSink(undefined, ending.end);
  // The event that tells the end of a listenKey holds the key.
  const redactor = createRedactor([options.apiKey]);
  const width = Math.max(...names.map(({ length }) => length));
  let typeWidth = 0;
  let count = 0;

  const started = subscribeAll(client, names, (name, event) => {
    if (ending.isReached) return;
    const shown = withoutSecrets(isRaw ? wireOf(event) : event, redactor);
    const { eventType } = event as { eventType: string };
    typeWidth = Math.max(typeWidth, eventType.length);
    const line = isJson
      ? JSON.stringify({ stream: name, event: shown })
      : lineOf(name.padEnd(width), eventType.padEnd(typeWidth), shown);
    sink.write(line);
    if (++count >= most) ending.end();
  });
  try {
    await Promise.race([started, ending.reached]);
    await ending.reached;
  } finally {
    ending.end();
    await client.close();
    await sink.close();
  }
  if (sink.failure && sink.failure.code !== 'EPIPE') throw new Error(`the output failed: ${sink.failure.message}`);
  return 0;
}

function listNames(isJson: boolean): void {
  const rows = namePatterns.map(({ pattern, stream }) => ({ name: pattern, stream: stream.id, route: stream.route }));
  if (isJson) return print(JSON.stringify(rows));
  for (const line of columns(rows.map(({ name, stream, route }) => [name, route, stream]))) print(line);
  print(`${USER_DATA}  events of the account`);
}

/** An event without listenKeys and API keys, wherever they stand in it. */
const withoutSecrets = (event: object, redactor: Redactor): object =>
  JSON.parse(redactor.text(JSON.stringify(event))) as object;

type Shown = { readonly [key: string]: unknown };

/** An event under the names of the exchange. */
function wireOf(event: object): object {
  const type = (event as { eventType: string }).eventType;
  const row = Object.values(usdm.streams).find((one) => one.event.types.includes(type));
  const decoder = row?.event ?? usdm.userDataDecoders.get(type);
  return decoder ? wireObject(event as Shown, decoder.fields) : event;
}

function wireObject(object: Shown, fields: ObjectRow): object {
  const entries = Object.entries(fields).map(([key, field]) => [key, wireValue(object[field.name], field)]);
  return Object.fromEntries(entries) as object;
}

function wireValue(value: unknown, { fields }: FieldRow): unknown {
  if (!fields || typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? value.map((item: Shown) => wireObject(item, fields))
    : wireObject(value as Shown, fields);
}

/** An event as one line: when it was received, its stream, its type, and all its fields. */
function lineOf(name: string, type: string, event: object): string {
  const fields = Object.entries(event)
    .filter(([key, value]) => value !== undefined && key !== 'eventType')
    .map(
      ([key, value]) =>
        `${paint('dim', `${key}=`)}${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    );
  return [paint('dim', new Date().toISOString()), paint('cyan', name), paint('bold', type), ...fields].join(' ');
}
