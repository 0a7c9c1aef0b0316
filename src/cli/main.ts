#!/usr/bin/env node
// The program `binance-usdm`: finds the command, and turns what becomes of it into an exit code.
import { ArgumentError } from '../errors.js';
import { commands } from './commands.js';
import { complete } from './completions.js';
import { version } from './documents.js';
import { didYouMean, messageOf, note, paintNote, print } from './terminal.js';

const HELP = `binance-usdm ${version}: Binance USDⓈ-M Futures on the command line

  binance-usdm call <operation> [--<parameter> <value>]…   makes a REST or WebSocket API call
  binance-usdm stream <name>…                              prints events of market streams or of the account
  binance-usdm watch <symbol>                              order book, trades and mark price, drawn anew in place
  binance-usdm record [--stream <name>]… [--out <file>]    writes what goes over the wire, without secrets
  binance-usdm errors [<code> | <words>]                   tells what an error code means and what to do
  binance-usdm spec [<file>…] [--out <folder>]             hands out the specification in its published forms
  binance-usdm completions bash | zsh | fish               completes commands, parameters and values in your shell

Each command has --help with examples, and all but watch have --json for other programs. Data goes to stdout, all else to
stderr.

Keys come from the environment only: BINANCE_API_KEY with BINANCE_API_SECRET, or with BINANCE_PRIVATE_KEY (path of a PEM
file) and BINANCE_PASSPHRASE.

Exit codes:
  0  done; streams and records also after Ctrl-C
  1  the exchange refused, or the call failed, and nothing was done
  2  wrong usage; nothing was sent
  3  nobody knows whether it was done, or the result could not be written: look before you repeat it
  4  of a batch some elements were done and some refused: the result says which`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    if (name === undefined) note(HELP);
    else print(HELP);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    print(version);
    return 0;
  }
  if (name === 'complete') return complete(args, commands);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const names = Object.keys(commands);
    throw new ArgumentError(name, `is no command, which are ${names.join(', ')}.${didYouMean(name, names)}`);
  }
  return command.run(args);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as head, is no failure; commands that run on listen for themselves.
  if (error.code === 'EPIPE' || process.stdout.listenerCount('error') > 1) return;
  note(paintNote('red', `the result could not be written: ${error.message}`));
  process.exitCode = 3;
});

const args = process.argv.slice(2);
try {
  const code = await main(args);
  process.exitCode ??= code;
} catch (error) {
  const isUsage = error instanceof ArgumentError;
  if (args.includes('--json')) {
    const { name, message, parameter, rule } = error as ArgumentError;
    print(JSON.stringify({ error: { name, message, parameter, rule } }));
  } else note(`${paintNote('red', 'error:')} ${messageOf(error)}`);
  process.exitCode = isUsage ? 2 : 1;
}
