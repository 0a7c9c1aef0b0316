// Text of a message to an event: JSON.parse alone, this package, and what its peers run, or two builds of this package; in
// one process and in turns.
import { startTable } from './against.mjs';
import { cpuTime, wallTime } from './clock.mjs';
import { messages } from './messages.mjs';

const ROUNDS = 25;
/** Longest that one parser runs in one round. Unit: ms. */
const ROUND_MS = 12;
/** Two builds need more and shorter rounds: their ratio is near 1. */
const AGAINST = { warmUp: 25, rounds: 100 };
const AGAINST_MS = 1;

const decoderOf = (build, name) =>
  name === 'ORDER_TRADE_UPDATE' ? build.decodeUserDataMessage : build.decodeMarketMessage;

/** µs a message. */
function run(parse, texts, repeats, clock = wallTime) {
  const start = clock();
  for (let i = 0; i < repeats; i++) for (const text of texts) parse(text);
  return (clock() - start) / repeats / texts.length;
}

/** Parsers for one kind of message, by name, of this package and its peers. */
async function loadParsers(build) {
  const { default: module } = await import('binance/lib/util/beautifier.js');
  const { JSONParse } = await import('json-with-bigint');
  const Beautifier = module.default ?? module;
  const beautifier = new Beautifier({ warnKeyMissingInMap: false });
  return (name) => ({
    'JSON.parse': JSON.parse,
    'binance-usdm': decoderOf(build, name),
    'json-with-bigint': JSONParse,
    'binance (JSON.parse + beautifier)': (text) => beautifier.beautifyWsMessage(JSON.parse(text)),
  });
}

export async function comparePeers({ build }) {
  const parsers = await loadParsers(build);
  const names = Object.keys(parsers(''));
  console.log(`\nDecoding, Node ${process.version}, µs a message, best of ${ROUNDS} rounds in turns`);
  console.log(`| message | bytes | ${names.join(' | ')} | JSON.parse ÷ ours |`);
  console.log(`| --- | ---: |${' ---: |'.repeat(names.length + 1)}`);
  for (const [name, texts] of Object.entries(messages)) {
    const all = Object.values(parsers(name));
    const best = all.map(() => Infinity);
    const repeats = all.map((parse) => {
      run(parse, texts, 3);
      return Math.max(1, Math.round((ROUND_MS * 1000) / (run(parse, texts, 3) * texts.length)));
    });
    all.forEach((parse, index) => run(parse, texts, repeats[index] * 5));
    for (let round = 0; round < ROUNDS; round++) {
      all.forEach((parse, index) => (best[index] = Math.min(best[index], run(parse, texts, repeats[index]))));
    }
    const cells = best.map((time) => (time < 10 ? time.toFixed(2) : time.toFixed(1)));
    console.log(`| ${name} | ${texts[0].length} | ${cells.join(' | ')} | ${(best[0] / best[1]).toFixed(2)} |`);
  }
  const [order] = messages.ORDER_TRADE_UPDATE;
  const wanted = /"i":(\d+)/.exec(order)[1];
  console.log(
    `\nOrder id ${wanted}: JSON.parse gives ${JSON.parse(order).o.i}, ours ${build.decodeUserDataMessage(order).event.order.orderId}`,
  );
}

export async function compareBuilds({ pairs, limit }) {
  const table = startTable('Decoding, CPU µs a message', 'message', limit);
  for (const [name, texts] of Object.entries(messages)) {
    run(JSON.parse, texts, 3);
    const count = Math.ceil((AGAINST_MS * 1000) / run(JSON.parse, texts, 3));
    const some = texts.slice(0, count);
    const repeats = Math.ceil(count / some.length);
    const measureWith = (build) => {
      const parse = decoderOf(build, name);
      return () => run(parse, some, repeats, cpuTime);
    };
    await table.row(
      name,
      pairs.map((pair) => pair.map(measureWith)),
      AGAINST,
    );
  }
  return table.end();
}
