// What went wrong with a call, what is known of it, and what to do.
import { ArgumentError, ExchangeError, isBinanceError } from '../errors.js';
import type { Method, Operation } from '../rows.js';
import { findOperation } from './call-parameters.js';
import type { Given } from './options.js';
import { messageOf, note, paintNote, print } from './terminal.js';

/** Reports a failure and what to do about it. Returns the exit code. */
export function reportFailure(error: unknown, row: Operation<any> | Method<any>, params: object, given: Given): number {
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

/** The exit code. An error that is not of this package may have come after the call was carried out. */
function exitCodeOf(error: unknown, row: Operation | Method): number {
  if (error instanceof ArgumentError) return 2;
  const isKnown = isBinanceError(error) && (error as Partial<ExchangeError>).execution === 'rejected';
  return isKnown || row.retry === 'safe' ? 1 : 3;
}

/** Flags that another call takes too: the exchange, and parameters, of which `new…` of this call is `orig…` there. */
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
