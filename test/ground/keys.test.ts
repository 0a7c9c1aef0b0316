import { expect, test } from 'vitest';
import { checkKey, checkSigningOptions } from '../../src/keys.js';

const EMPTY = 'must be a text that is not empty';
const BLANKS = 'must not hold blanks, line ends or a byte order mark: cut them off';

test.each<[string, unknown, string]>([
  ['an empty text', '', EMPTY],
  ['no text', 7, EMPTY],
  ['nothing', undefined, EMPTY],
  ['a line end', 'key\n', BLANKS],
  ['a blank', 'k ey', BLANKS],
  ['a byte order mark', '\uFEFFkey', BLANKS],
  ['a zero byte', 'key\0', BLANKS],
])('a key of %s is refused by its name', (_, key, rule) => {
  expect(() => checkKey(key, 'apiKey')).toThrow(
    expect.objectContaining({ name: 'ArgumentError', parameter: 'apiKey', rule }),
  );
});

test('any other text is a key', () => {
  expect(() => checkKey('-_=+/"\\é', 'apiKey')).not.toThrow();
});

test('one thing to sign with is enough', () => {
  expect(() => checkSigningOptions({ apiSecret: undefined, sign: undefined })).not.toThrow();
  expect(() => checkSigningOptions({ apiSecret: 'a', sign: undefined })).not.toThrow();
  expect(() => checkSigningOptions({ apiSecret: 'a', privateKey: undefined, sign: 'b' })).toThrow(
    expect.objectContaining({ parameter: 'apiSecret and sign', rule: 'exclude each other: give one of them' }),
  );
});
