// Text of a message to an event: JSON.parse alone, this package, and what its peers run, in one process and in turns.
import Binance from 'binance/lib/util/beautifier.js';
import { JSONParse } from 'json-with-bigint';
import { decodeMarketMessage, decodeUserDataMessage } from '../../dist/src/index.js';
import { messages } from './messages.mjs';

const Beautifier = Binance.default ?? Binance;
const beautifier = new Beautifier({ warnKeyMissingInMap: false });
const ROUNDS = 25;
/** Longest that one parser runs in one round. Unit: ms. */
const ROUND_MS = 12;

const parsers = (name) => ({
  'JSON.parse': JSON.parse,
  'binance-usdm': name === 'ORDER_TRADE_UPDATE' ? decodeUserDataMessage : decodeMarketMessage,
  'json-with-bigint': JSONParse,
  'binance (JSON.parse + beautifier)': (text) => beautifier.beautifyWsMessage(JSON.parse(text)),
});

/** µs a message. */
function run(parse, texts, repeats) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < repeats; i++) for (const text of texts) parse(text);
  return Number(process.hrtime.bigint() - start) / 1000 / repeats / texts.length;
}

const names = Object.keys(parsers(''));
console.log(`\nDecoding, Node ${process.version}, µs a message, best of ${ROUNDS} rounds in turns`);
console.log(`| message | bytes | ${names.join(' | ')} | JSON.parse ÷ ours |`);
console.log(`| --- | ---: |${' ---: |'.repeat(names.length + 1)}`);
for (const [name, texts] of Object.entries(messages)) {
  const all = Object.entries(parsers(name));
  const best = all.map(() => Infinity);
  const repeats = all.map(([, parse]) => {
    run(parse, texts, 3);
    return Math.max(1, Math.round((ROUND_MS * 1000) / (run(parse, texts, 3) * texts.length)));
  });
  all.forEach(([, parse], index) => run(parse, texts, repeats[index] * 5));
  for (let round = 0; round < ROUNDS; round++) {
    all.forEach(([, parse], index) => (best[index] = Math.min(best[index], run(parse, texts, repeats[index]))));
  }
  const cells = best.map((time) => (time < 10 ? time.toFixed(2) : time.toFixed(1)));
  console.log(`| ${name} | ${texts[0].length} | ${cells.join(' | ')} | ${(best[0] / best[1]).toFixed(2)} |`);
}
const [order] = messages.ORDER_TRADE_UPDATE;
const wanted = /"i":(\d+)/.exec(order)[1];
console.log(
  `\nOrder id ${wanted}: JSON.parse gives ${JSON.parse(order).o.i}, ours ${decodeUserDataMessage(order).event.order.orderId}`,
);
