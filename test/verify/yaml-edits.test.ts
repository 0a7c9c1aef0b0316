// Edits of YAML text, on texts of every style.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { applyEdit, type YamlEdit } from '../../codegen/verify/yaml-edits.js';

test('edits of YAML text do to the text what they say, whatever its style', () => {
  const scalar = fc.constantFrom('a', 'b: c', '#', "it's", '2026-11-21', '1', '', 'null', 'x, y');
  const key = fc.constantFrom('k1', 'k2', 'on', '@x', 'a b', '1');
  const map = fc.dictionary(key, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), { minKeys: 1 });
  const change = fc.record({
    do: fc.constantFrom('insert', 'set', 'append', 'drop'),
    key,
    after: fc.option(key, { nil: undefined }),
    value: scalar,
  });
  fc.assert(
    fc.property(
      map,
      change,
      fc.constantFrom('block', 'flow'),
      (before, { do: how, key: name, after, value }, collectionStyle) => {
        const list = before[name];
        fc.pre(
          how === 'set' ||
            (how === 'insert' ? list === undefined : Array.isArray(list) || (how === 'append' && list === undefined)),
        );
        const text = `# first\nouter: # here\n  inner:${stringify({ inner: before }, { collectionStyle, lineWidth: 0 })
          .replace(/^\{? ?inner:/, '')
          .replace(/ \}\n$/, '\n')
          .replace(/\n/g, '\n  ')
          .trimEnd()}\n# last\n`;
        expect((parse(text) as { outer: object }).outer).toEqual({ inner: before });
        const edit = { file: '', at: ['outer', 'inner'], do: how, key: name, after, value } as YamlEdit;
        const changed = applyEdit(text, edit);
        expect((parse(changed) as { outer: object }).outer).toEqual({ inner: expected(before, how, name, value) });
        expect(changed).toMatch(/^# first\nouter: # here\n[^]*\n# last\n$/);
      },
    ),
  );
  function expected(before: { [key: string]: unknown }, how: string, name: string, value: string) {
    const list = (before[name] ?? []) as unknown[];
    if (how === 'append') return { ...before, [name]: [...list, value] };
    if (how !== 'drop') return { ...before, [name]: value };
    const left = list.filter((item) => item !== value);
    const { [name]: _, ...rest } = before;
    return left.length > 0 ? { ...rest, [name]: left } : rest;
  }
});
