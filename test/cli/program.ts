// The program as a process of its own.
import { spawn } from 'node:child_process';
import { expect } from 'vitest';
import type { Exchange } from '../exchange/exchange.js';

export const API_KEY = 'k3yOf64Characters'.padEnd(64, 'Xy7');
export const SECRET = 's3cret'.padEnd(64, 'Zq9');
export const CERTIFICATE = 'test/exchange/certificate.pem';

type Variables = { readonly [name: string]: string };

/** A process on its way. */
export interface Run {
  readonly out: () => string;
  readonly err: () => string;
  readonly lines: () => any[];
  readonly signal: (name: NodeJS.Signals) => void;
  readonly closeOutput: () => void;
  readonly exit: Promise<number | null>;
}

const KEYS: Variables = { BINANCE_API_KEY: API_KEY, BINANCE_API_SECRET: SECRET };
/** How the program is started from source. */
const PROGRAM = [process.execPath, '--import', 'tsx', 'src/cli/main.ts'];

function startProcess(command: readonly string[], env: Variables): Run {
  const { PATH = '' } = process.env;
  const child = spawn(command[0]!, command.slice(1), { env: { PATH, ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return {
    out: () => out,
    err: () => err,
    lines: () => linesOf(out),
    signal: (name) => child.kill(name),
    closeOutput: () => child.stdout.destroy(),
    exit: new Promise((resolve) => child.on('close', resolve)),
  };
}
/** Lines of JSON. */
export const linesOf = (text: string): any[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
const quoted = (word: string) => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** What tests start of the program, at an exchange. */
export function createProgram(exchange: () => Exchange) {
  const atExchange = () => [
    ...Object.entries(exchange().urls).flatMap(([host, url]) => ['--url', `${host}=${url}`]),
    '--ca',
    CERTIFICATE,
  ];
  const start = (args: readonly string[], env: Variables = KEYS) => startProcess([...PROGRAM, ...args], env);

  /** Runs the program to its end. */
  async function run(args: readonly string[], env?: Variables) {
    const running = start(args, env);
    const code = await running.exit;
    for (const secret of [API_KEY, SECRET]) expect(running.out() + running.err()).not.toContain(secret);
    return { code, out: running.out(), err: running.err() };
  }
  return {
    atExchange,
    start,
    run,
    call: (...args: string[]) => run(['call', ...args, ...atExchange()]),
    /** Starts it on a pseudo-terminal of this width: `script` of util-linux makes one. */
    startOnTerminal(args: readonly string[], width: number, env: Variables = {}): Run {
      const line = `stty cols ${width} rows 50; exec ${[...PROGRAM, ...args].map(quoted).join(' ')}`;
      return startProcess(['script', '-qec', line, '/dev/null'], { ...KEYS, TERM: 'xterm', ...env });
    },
  };
}
