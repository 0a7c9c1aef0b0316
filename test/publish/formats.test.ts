// What the check of the published formats finds.
import { expect, test } from 'vitest';
import { csvFaults, formatFaults, schemaFaults, yamlFaults } from '../../codegen/publish/formats.js';
import { documentFiles } from '../../codegen/bundle.js';

const shown = (place: string, version: string) => `#${place}: YAML ${version} reads something else than the JSON`;

test.each([
  ['word: on', { word: 'on' }, [shown('/word', '1.1')]],
  ['day: 2026-11-25', { day: '2026-11-25' }, [shown('/day', '1.1')]],
  ['time: 12:30:00', { time: '12:30:00' }, [shown('/time', '1.1')]],
  ['mode: 0o17', { mode: '0o17' }, [shown('/mode', '1.2')]],
  ['n: 1', { n: 1 }, [shown('/false', '1.1'), shown('/n', '1.1')]],
  ['id: 8389765519993908929', { id: 8389765519993908929n }, []],
  ['n: 1\nN: 2', { n: 1, N: 2 }, [expect.stringMatching(/^: YAML 1\.1 cannot read it: Map keys must be unique/)]],
])('YAML: %s', (yaml, value, faults) => {
  const json = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one));
  expect(yamlFaults(yaml, json.replace('8389765519993909000', '8389765519993908929'))).toEqual(faults);
});

test('what would differ stands in quotes, keys too', () => {
  const texts = [
    'no',
    'on',
    'Off',
    'y',
    '2026-11-25',
    '12:30:00',
    '0o17',
    '0755',
    '1_000',
    '1e3',
    '.5',
    '~',
    '=',
    '<<',
    '',
  ];
  const files = new Map(documentFiles('document', { texts, map: Object.fromEntries(texts.map((text) => [text, 1])) }));
  expect(formatFaults(files)).toEqual([]);
  expect(files.get('document.yaml')).toContain('- "2026-11-25"\n');
});

test.each([
  [{ type: 'string', 'x-name': 'price' }, [': strict mode: unknown keyword: "x-name"']],
  [{ type: 'string', format: 'decimal' }, [': unknown format "decimal" ignored in schema at path "#"']],
  [{ type: 'object', required: ['a'] }, [expect.stringContaining('required property "a" is not defined')]],
  [{ type: 'integer', format: 'int64', examples: [1, '1'] }, ['#/examples/1: data must be integer']],
])('JSON Schema: %j', (schema, faults) => {
  expect(schemaFaults(JSON.stringify(schema))).toEqual(faults);
});

test.each([
  ['code,advice\r\n-1000,"Wait, then ask."\r\n', []],
  ['=1+1,"-2 or more",\'=x\r\n+1', ['=1+1', '-2 or more', '+1']],
  ['"@SUM(""1"")"', ['@SUM(""1"")']],
])('CSV: %j', (text, cells) => {
  expect(csvFaults(text)).toEqual(cells.map((cell) => `: a spreadsheet takes ${JSON.stringify(cell)} for a formula`));
});

test('an extension of a document that extensions.json does not know', () => {
  const vocabulary = { patternProperties: { '^x-': false }, properties: { 'x-known': true } };
  const unknown = { asyncapi: '3.0.0', 'x-unknown': 1 };
  const files = new Map([
    ['extensions.json', JSON.stringify(vocabulary)],
    ['streams.json', JSON.stringify(unknown)],
    ['errors.json', JSON.stringify({ 'x-unknown': 1 })],
  ]);
  expect(formatFaults(files)).toEqual(['streams.json#/x-unknown: boolean schema is false, says extensions.json']);
});
