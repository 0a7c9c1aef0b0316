// Flags and environment variables that commands share, and what they make of the client's options.
import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { environments } from '../index.js';
import type { ClientOptions } from '../index.js';
import { ArgumentError } from '../errors.js';
import { didYouMean, noteNotice } from './terminal.js';

/** Flags of a command, as `parseArgs` of `node:util` takes them. */
export type Flags = NonNullable<ParseArgsConfig['options']>;

/** What a command was given. */
export interface Given {
  /** What is no flag, in order. */
  readonly names: readonly string[];
  /** Text of a flag that takes a value; absent if it was not given. */
  text(flag: string): string | undefined;
  /** All texts of a flag that may be given several times. */
  texts(flag: string): readonly string[];
  /** Whether a flag without value was given. */
  has(flag: string): boolean;
}

/** Flags of every command. */
export const answerFlags: Flags = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };
/** Flags of the commands that speak to the exchange. */
export const clientFlags: Flags = {
  environment: { type: 'string' },
  url: { type: 'string', multiple: true },
  ca: { type: 'string' },
  timeout: { type: 'string' },
};

const hosts = [...new Set(Object.values(environments).flatMap((urls) => Object.keys(urls)))];

/** Help for {@link clientFlags} and the keys. */
export const CLIENT_HELP = `Where the exchange is:
  --environment <name>   ${Object.keys(environments).join(', ')}; the first is the default
  --url <host>=<url>     a host of your own, may be given several times; hosts: ${hosts.join(', ')}.
                         Without --environment there are no others.
  --ca <file>            certificate authorities to trust, PEM, instead of the system's
  --timeout <ms>         longest wait for an answer (default 10000)

Keys come from the environment only, because every user of a machine can see the flags of a program:
  BINANCE_API_KEY        the API key
  BINANCE_API_SECRET     secret of an HMAC key, or
  BINANCE_PRIVATE_KEY    path of the PEM file of an RSA or Ed25519 key
  BINANCE_PASSPHRASE     of an encrypted PEM file`;

const SECRET_FLAG =
  /^--?(api-?key|(api-?)?secret(-?key)?|private-?key|passphrase|password|signature|listen-?key)(=|$)/i;

/**
 * Reads the arguments of a command.
 *
 * @param open Whether flags that are not listed are parameters, each with a value.
 * @throws {ArgumentError} A flag is unknown, holds a secret, lacks its value or is given twice.
 */
export function readArguments(args: readonly string[], own: Flags, open = false): Given {
  const flags: Flags = { ...answerFlags, ...own };
  for (const arg of args) {
    const [secret] = SECRET_FLAG.exec(arg) ?? [];
    if (secret !== undefined)
      throw new ArgumentError(
        secret.replace('=', ''),
        'is never a flag, because every user of a machine can see it: set BINANCE_API_KEY and BINANCE_API_SECRET, or ' +
          'BINANCE_PRIVATE_KEY and BINANCE_PASSPHRASE, in the environment',
      );
    const [, name] = /^--([^=]+)/.exec(arg) ?? [];
    if (open && name !== undefined) flags[name] ??= { type: 'string' };
  }
  const { values, positionals, tokens } = parse(args, flags);
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option' || flags[token.name]?.multiple) continue;
    if (seen.has(token.name)) throw new ArgumentError(`--${token.name}`, 'must be given once');
    seen.add(token.name);
  }
  return {
    names: positionals,
    text: (flag) => values[flag] as string | undefined,
    texts: (flag) => (values[flag] as string[] | undefined) ?? [],
    has: (flag) => values[flag] === true,
  };
}

function parse(args: readonly string[], options: Flags) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, tokens: true });
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    const [, flag = ''] = /'(-[^' ]+)/.exec(message) ?? [];
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new ArgumentError(flag, `cannot be read: ${message}`);
    const names = Object.keys(options).map((name) => `--${name}`);
    throw new ArgumentError(flag, `is no flag of this command.${didYouMean(flag, names)} See --help.`);
  }
}

/**
 * Options of the client: shared flags, keys of the environment, and notices to stderr.
 *
 * @throws {ArgumentError} A flag or variable breaks a rule, or a file cannot be read.
 */
export function clientOptions(given: Given): ClientOptions {
  const { BINANCE_API_KEY, BINANCE_API_SECRET, BINANCE_PRIVATE_KEY, BINANCE_PASSPHRASE } = process.env;
  if (BINANCE_API_SECRET && BINANCE_PRIVATE_KEY)
    throw new ArgumentError('BINANCE_API_SECRET and BINANCE_PRIVATE_KEY', 'exclude each other: set one of them');
  const ca = given.text('ca');
  const timeout = given.text('timeout');
  if (timeout !== undefined && !/^[1-9]\d*$/.test(timeout))
    throw new ArgumentError('--timeout', 'must be a number of ms above 0');
  return {
    environment: environmentOf(given),
    onNotice: noteNotice,
    ...(BINANCE_API_KEY && { apiKey: BINANCE_API_KEY }),
    ...(BINANCE_API_SECRET && { apiSecret: BINANCE_API_SECRET }),
    ...(BINANCE_PRIVATE_KEY && { privateKey: readText('BINANCE_PRIVATE_KEY', BINANCE_PRIVATE_KEY) }),
    ...(BINANCE_PASSPHRASE && { passphrase: BINANCE_PASSPHRASE }),
    ...(ca !== undefined && { ca: readText('--ca', ca) }),
    ...(timeout !== undefined && { timeoutMs: Number(timeout) }),
  };
}

function environmentOf(given: Given): NonNullable<ClientOptions['environment']> {
  const name = given.text('environment');
  if (name !== undefined && !Object.hasOwn(environments, name))
    throw new ArgumentError('--environment', `must be ${Object.keys(environments).join(' or ')}`);
  const known = name as keyof typeof environments | undefined;
  const own = given.texts('url');
  if (own.length === 0) return known ?? 'production';
  const urls: { [host: string]: string } = { ...(known && environments[known]) };
  for (const text of own) {
    const at = text.indexOf('=');
    const host = text.slice(0, Math.max(0, at));
    if (!hosts.includes(host))
      throw new ArgumentError('--url', `must be <host>=<url>, the host one of ${hosts.join(', ')}`);
    urls[host] = text.slice(at + 1);
  }
  return { urls };
}

function readText(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // The message of the error holds the path, which is a secret where somebody gave the key in its place.
    throw new ArgumentError(name, `must be the path of a file that can be read (${(error as { code?: string }).code})`);
  }
}

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A duration such as `10s`, `5m` or `2h`, in ms; `undefined` if the flag was not given.
 *
 * @throws {ArgumentError} It is no duration of at least 1 ms.
 */
export function durationOf(given: Given, flag: string): number | undefined {
  const text = given.text(flag);
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit ?? ''] ?? NaN);
  if (!(ms >= 1 && ms <= Number.MAX_SAFE_INTEGER))
    throw new ArgumentError(`--${flag}`, 'must be a duration from 1ms on, such as 500ms, 10s, 5m, 2h or 30d');
  return ms;
}

/**
 * A number of things; `undefined` if the flag was not given.
 *
 * @throws {ArgumentError} It is no integer above 0.
 */
export function countOf(given: Given, flag: string): number | undefined {
  const text = given.text(flag);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new ArgumentError(`--${flag}`, 'must be an integer above 0');
  return Number(text);
}
