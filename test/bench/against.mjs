// Two builds of this package in turns: a table of ratios, and which rows are slower.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { median, quantile } from './statistics.mjs';

/**
 * How often each build is loaded. The same code compiled twice differs by several percent for as long as the process lives,
 * because the compiler's guesses and the places in memory differ.
 */
const COPIES = 12;

/** Makes modules of a package that are imported by a copy belong to that copy. */
const COPY_HOOK = `export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  const [copy] = /\\?copy=\\d+$/.exec(context.parentURL ?? '') ?? [];
  return copy && specifier.startsWith('.') ? { ...resolved, url: resolved.url + copy } : resolved;
}`;

/** Loads both builds as often as {@link COPIES} says: pairs of the other build and this one. */
export async function loadPairs(entries) {
  register(`data:text/javascript,${encodeURIComponent(COPY_HOOK)}`);
  const pairs = [];
  for (let copy = 0; copy < COPIES; copy++) {
    const [against, current] = entries.map((entry) => `${pathToFileURL(entry).href}?copy=${copy}`);
    pairs.push([await import(against), await import(current)]);
  }
  return pairs;
}

const figure = (value) => value.toFixed(value < 10 ? 2 : 1);
const ratio = (value) => value.toFixed(2);

/** Figures of one round. In the order A B B A a machine that speeds up or slows down does so for both. */
async function measureRound(outer, inner) {
  const first = await outer();
  const middle = (await inner()) + (await inner());
  return [(first + (await outer())) / 2, middle / 2];
}

/** Figures of each round for the other build and this one; rounds of the warm up do not count. */
async function measurePair([against, current], isAgainstFirst, { warmUp, rounds }) {
  const measured = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const isInOrder = isAgainstFirst === (round % 2 === 0);
    const figures = await (isInOrder ? measureRound(against, current) : measureRound(current, against));
    if (round >= warmUp) measured.push(isInOrder ? figures : figures.toReversed());
  }
  return measured;
}

/**
 * Prints the head of a table; its `row` measures and prints one row, its `end` the last line.
 *
 * @param limit Median ratio above which a row is slower.
 */
export function startTable(title, column, limit) {
  const slower = [];
  console.log(`\n${title}, Node ${process.version}, medians of rounds in turns`);
  console.log(`| ${column} | against | this | this ÷ against | middle half |\n| --- |${' ---: |'.repeat(4)}`);
  return {
    /** Takes pairs of functions; each measures its build once. Each pair has so many rounds. */
    row: async (name, pairs, rounds) => {
      const measured = [];
      for (const [index, pair] of pairs.entries()) {
        // Each build is the first one of half of the pairs.
        measured.push(...(await measurePair(pair, index % 2 === 0, rounds)));
      }
      const ratios = measured.map(([against, current]) => current / against);
      const middle = ratio(median(ratios));
      // Judged as it is printed.
      if (Number(middle) > limit) slower.push(`${name} ${middle}`);
      const columns = [0, 1].map((build) => figure(median(measured.map((figures) => figures[build]))));
      const half = [0.25, 0.75].map((share) => ratio(quantile(ratios, share)));
      console.log(`| ${name} | ${columns.join(' | ')} | ${middle} | ${half.join(' … ')} |`);
    },
    /** Returns whether a row is slower. */
    end: () => {
      console.log(slower.length === 0 ? `\nno median ratio above ${limit}` : `\nslower: ${slower.join('; ')}`);
      return slower.length > 0;
    },
  };
}
