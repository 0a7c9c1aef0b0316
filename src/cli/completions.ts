// `completions`: what a shell needs to complete commands, operations, parameters, values and symbols.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ArgumentError } from '../errors.js';
import { createClient, type ClientOptions } from '../index.js';
import type { ParameterRow } from '../rows.js';
import { methodRows, operationRows } from './call-parameters.js';
import { answerFlags, clientFlags, CLIENT_HELP, clientOptions, readArguments, type Flags } from './options.js';
import { namePatterns, USER_DATA } from './subscriptions.js';
import { note, print } from './terminal.js';

const HELP = `binance-usdm completions bash | zsh | fish

Prints what a shell needs to complete commands, operations, parameters, values and symbols.

  --symbols              fetches the symbols now; they are kept for a day, and fetched at need otherwise
  --json                 the script as JSON

${CLIENT_HELP}

Examples:
  binance-usdm completions bash > ~/.local/share/bash-completion/completions/binance-usdm
  binance-usdm completions zsh > "\${fpath[1]}/_binance-usdm"
  binance-usdm completions fish > ~/.config/fish/completions/binance-usdm.fish

Exit codes: 0 done; 1 the symbols could not be fetched; 2 wrong usage.`;

const scripts: { readonly [shell: string]: string } = {
  bash: `_binance_usdm() {
  COMPREPLY=()
  local IFS=$'\\n' word
  # What is found holds the whole word; bash breaks words at = and : by itself.
  for word in $(binance-usdm complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null); do
    COMPREPLY+=("$word")
  done
}
complete -o default -F _binance_usdm binance-usdm`,
  zsh: `#compdef binance-usdm
_binance_usdm() {
  local -a found
  found=("\${(@f)$(binance-usdm complete "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- $found; else _files; fi
}
if [[ "$funcstack[1]" = _binance-usdm ]]; then _binance_usdm "$@"; else compdef _binance_usdm binance-usdm; fi`,
  fish: `function __binance_usdm
  set -l words (commandline -opc) (commandline -ct)
  binance-usdm complete $words[2..-1] 2> /dev/null
end
complete -c binance-usdm -f -a '(__binance_usdm)'`,
};

/** Flags of the command. */
export const completionsFlags: Flags = { ...clientFlags, symbols: { type: 'boolean' } };

/** Flags by command. */
export type FlagTable = { readonly [command: string]: { readonly flags: Flags } };

/** Runs the command. */
export async function completions(args: readonly string[]): Promise<number> {
  const given = readArguments(args, completionsFlags);
  if (given.has('help')) {
    print(HELP);
    return 0;
  }
  if (given.has('symbols')) {
    const symbols = await fetchSymbols(clientOptions(given));
    note(`${symbols.length} symbols are in ${symbolsFile()}`);
    if (given.names.length === 0) return 0;
  }
  const [shell = '', ...rest] = given.names;
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined || rest.length > 0)
    throw new ArgumentError('shell', `must be one of ${Object.keys(scripts).join(', ')}`);
  print(given.has('json') ? JSON.stringify({ shell, script }) : script);
  return 0;
}

/** Prints {@link completionsOf}, one a line, for the scripts of {@link completions}. */
export async function complete(words: readonly string[], commands: FlagTable): Promise<number> {
  for (const word of await completionsOf(words, commands)) print(word);
  return 0;
}

/**
 * What may stand in place of the last word.
 *
 * @param words All words after the name of the program; the last is the one that is typed.
 */
export async function completionsOf(words: readonly string[], commands: FlagTable): Promise<readonly string[]> {
  const typed = words.at(-1) ?? '';
  return (await candidates(words.slice(0, -1), typed, commands)).filter((word) => word.startsWith(typed));
}

async function candidates(before: readonly string[], typed: string, commands: FlagTable): Promise<readonly string[]> {
  const [command, ...rest] = before;
  if (command === undefined) return Object.keys(commands);
  const own = Object.keys({ ...answerFlags, ...commands[command]?.flags }).map((name) => `--${name}`);
  if (command === 'stream') return typed.startsWith('-') ? own : streamNames(typed);
  if (command === 'watch') return typed.startsWith('-') ? own : readSymbols();
  if (command === 'completions') return typed.startsWith('-') ? own : Object.keys(scripts);
  if (command !== 'call') return own;
  const rows = rest.includes('--websocket') ? methodRows : operationRows;
  const row = rows[rest.find((word) => Object.hasOwn(rows, word)) ?? ''];
  if (!row) return typed.startsWith('-') ? own : Object.keys(rows);
  const parameter = /^--(.+)$/.exec(rest.at(-1) ?? '')?.[1];
  if (parameter !== undefined && Object.hasOwn(row.params, parameter))
    return valuesOf(parameter, row.params[parameter]!);
  const given = new Set(rest);
  const names = Object.entries(row.params).sort(([, a], [, b]) => Number(b.required ?? 0) - Number(a.required ?? 0));
  return [...names.map(([name]) => `--${name}`), ...own].filter((flag) => !given.has(flag));
}

async function valuesOf(name: string, { type, enum: values }: ParameterRow): Promise<readonly string[]> {
  if (values) return values.map(String);
  if (type === 'flag' || type === 'boolean') return ['true', 'false'];
  return name === 'symbol' ? readSymbols() : [];
}

/** Names of streams; with the symbol in lower case once there is one. */
async function streamNames(typed: string): Promise<readonly string[]> {
  const [symbol = '', form] = typed.split('@');
  const patterns = namePatterns.map(({ pattern }) => pattern);
  const free = [USER_DATA, ...patterns.filter((pattern) => !pattern.includes('{'))];
  if (form === undefined) return [...free, ...(await readSymbols()).map((one) => `${one.toLowerCase()}@`)];
  return patterns
    .filter((pattern) => /^\{symbol\}@[^{]*$/.test(pattern))
    .map((pattern) => pattern.replace('{symbol}', symbol));
}

/** Age at which the symbols are fetched anew. Unit: ms. */
const SYMBOLS_AGE_MS = 86_400_000;
/** Longest wait for them while somebody waits for a completion. Unit: ms. */
const SYMBOLS_WAIT_MS = 2000;

const symbolsFile = () =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'binance-usdm', 'symbols.txt');

async function readSymbols(): Promise<readonly string[]> {
  const file = symbolsFile();
  try {
    if (Date.now() - statSync(file).mtimeMs < SYMBOLS_AGE_MS) return readFileSync(file, 'utf8').split('\n');
  } catch {
    // It is not there yet.
  }
  // A completion that fails does so without a word.
  return fetchSymbols({ timeoutMs: SYMBOLS_WAIT_MS, repeats: 0 }).catch(() => []);
}

async function fetchSymbols(options: ClientOptions): Promise<readonly string[]> {
  const client = createClient(options);
  try {
    const { symbols } = await client.rest.exchangeInfo();
    const names = symbols.map(({ symbol }) => symbol).sort();
    const file = symbolsFile();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, names.join('\n'));
    return names;
  } finally {
    await client.close();
  }
}
