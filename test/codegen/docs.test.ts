// Texts of doc comments: how they are broken, and that they name what a reader of the client sees.
import { describe, expect, test } from 'vitest';
import { readableKeys } from '../../codegen/emit/docs.js';
import { ruleText } from '../../codegen/model/sentences.js';
import { docText } from '../../codegen/emit/source.js';
import { loadSpec } from '../../codegen/load/documents.js';
import { buildModel } from '../../codegen/model/build.js';
import { tinySpec } from './tiny-spec.js';

describe('docText', () => {
  test.each([
    ['flows the lines of a paragraph', 'one\ntwo\n\nthree', 'one two\n\nthree'],
    ['keeps a numbered list', 'Do:\n\n1. this\n   and more\n2. that', 'Do:\n\n1. this and more\n2. that'],
    ['takes a number inside a sentence for no list', 'Since version\n2. That is all.', 'Since version 2. That is all.'],
    ['keeps a list of dashes, and codes in a sentence', '- one\n- two', '- one\n- two'],
    ['takes a code at the start of a line for no list', 'Error\n-1125 means', 'Error -1125 means'],
    [
      'hangs what an item is too long for',
      `1. ${'word '.repeat(30).trim()}`,
      `1. ${'word '.repeat(21)}word\n   ${'word '.repeat(8).trim()}`,
    ],
    ['keeps tags on lines of their own', 'Text.\n\n@throws one\n@see two', 'Text.\n\n@throws one\n@see two'],
  ])('%s', (_, given, want) => {
    expect(docText(given)).toBe(want);
  });
});

describe('a text of an event names readable fields', () => {
  const model = buildModel(loadSpec(tinySpec));
  test.each([
    ['its own key', 'TradeEvent', 'The newest `t` wins.', 'The newest `tradeId` wins.'],
    ['a path', 'FillEvent', 'See `o.t`.', 'See `order.tradeId`.'],
    ['a key of an inner object', 'FillEvent', 'Count `t` once.', 'Count `order.tradeId` once.'],
    ['a key of another event', 'TradeEvent', '`s` is `o.t` of `FILL`.', '`symbol` is `order.tradeId` of `FILL`.'],
    ['a key that both have', 'TradeEvent', '`t`, but `t` of `FILL`.', '`tradeId`, but `order.tradeId` of `FILL`.'],
    ['what is no key', 'TradeEvent', '`price` and t stay.', '`price` and t stay.'],
  ])('%s', (_, schema, given, want) => {
    expect(readableKeys(given, schema, model)).toBe(want);
  });
});

test('a rule does not change the name of a parameter', () => {
  const rule = {
    when: {},
    whenAccount: {},
    scope: undefined,
    require: ['price'],
    requireOneOf: [],
    forbid: [],
    doubtful: false,
    note: undefined,
  };
  expect(ruleText(rule)).toBe('price must be sent.');
});
