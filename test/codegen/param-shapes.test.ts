// Rules of parameters as alternatives, from which the types of parameters are written.
import { describe, expect, test } from 'vitest';
import { shapeOf } from '../../codegen/model/param-shapes.js';
import type { FieldModel, RuleModel } from '../../codegen/model/model.js';

describe('rules become alternatives', () => {
  const field = (name: string, type: FieldModel['type'] = { kind: 'string' }, required = false): FieldModel => ({
    name,
    type,
    required,
    description: undefined,
    default: undefined,
    since: undefined,
    deprecated: false,
    removed: undefined,
  });
  const rule = (facts: Partial<RuleModel>): RuleModel => ({
    when: {},
    whenAccount: {},
    scope: undefined,
    require: [],
    requireOneOf: [],
    forbid: [],
    doubtful: false,
    note: undefined,
    ...facts,
  });
  /** `a` required, `a?` optional, `!a` absent, values behind `=`. */
  const shown = (fields: FieldModel[], rules: RuleModel[]) =>
    shapeOf(fields, rules).variants.map(({ values, choices }) => [
      values.join(),
      ...choices.map((choice) =>
        choice
          .map((option) =>
            option
              .map(
                ({ name, presence, values: some }) =>
                  `${presence === 'absent' ? '!' : ''}${name}${presence === 'optional' ? '?' : ''}${some ? `=${some.join('/')}` : ''}`,
              )
              .join(' '),
          )
          .join(' | '),
      ),
    ]);

  test('one of two', () => {
    expect(shown([field('a'), field('b')], [rule({ requireOneOf: [['a'], ['b']] })])).toEqual([['', 'a? b | a b?']]);
  });
  test('exactly one of two', () => {
    expect(
      shown(
        [field('a'), field('b')],
        [rule({ requireOneOf: [['a'], ['b']] }), rule({ when: { a: ['*'] }, forbid: ['b'] })],
      ),
    ).toEqual([['', 'a !b | !a b']]);
  });
  test('by the value of a deciding parameter', () => {
    const kind = field('kind', { kind: 'enum', values: ['X', 'Y', 'Z'], open: false }, true);
    expect(
      shown(
        [kind, field('a'), field('b')],
        [
          rule({ when: { kind: ['X'] }, require: ['a'] }),
          rule({ when: { kind: ['Y', 'Z'] }, forbid: ['a'], require: ['b'] }),
        ],
      ),
    ).toEqual([
      ['X', 'a'],
      ['Y,Z', 'b', '!a'],
    ]);
  });
  test('by a flag', () => {
    expect(
      shown(
        [field('close', { kind: 'flag' }), field('quantity')],
        [
          rule({ when: { close: ['true'] }, forbid: ['quantity'] }),
          rule({ requireOneOf: [['quantity'], ['close=true']] }),
        ],
      ),
    ).toEqual([['', 'close?=false quantity | close=true !quantity']]);
  });
  test('doubtful rules and rules of the account change nothing', () => {
    expect(
      shown(
        [field('a')],
        [rule({ require: ['a'], doubtful: true }), rule({ whenAccount: { mode: ['HEDGE'] }, require: ['a'] })],
      ),
    ).toEqual([['']]);
  });
});
