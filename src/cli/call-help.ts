// What there is to call, and all that is known of one call.
import { methodTexts, operationTexts } from '../../generated/call-texts.js';
import { errors } from '../index.js';
import type { Method, Operation, ParameterRow, Weight } from '../rows.js';
import { methodRows, operationRows } from './call-parameters.js';
import { columns, note, paint, print } from './terminal.js';

/** Lists all REST calls by group, or those that all words are about. Returns the exit code. */
export function listCalls(words: readonly string[], isJson: boolean): number {
  const rows = Object.values(operationRows).filter((row) => row !== undefined);
  const all = rows.map((row) => ({
    operation: row.id,
    method: row.method,
    path: row.path,
    group: operationTexts[row.id]?.group ?? '',
    security: row.security,
    weight: row.weight,
    retry: row.retry,
    websocket: Object.hasOwn(methodRows, row.id),
    summary: operationTexts[row.id]?.summary ?? '',
  }));
  const facts = all.filter(({ operation, path, group, summary }) => {
    const text = [operation, path, group, summary].join(' ').toLowerCase();
    return words.every((word) => text.includes(word.toLowerCase()));
  });
  if (isJson) print(JSON.stringify(facts));
  else printCalls(facts);
  if (facts.length > 0) return 0;
  note(`No operation is about ${words.join(' ')}.`);
  return 1;
}

function printCalls(
  facts: readonly {
    readonly operation: string;
    readonly group: string;
    readonly security: string;
    readonly weight: Weight | undefined;
    readonly websocket: boolean;
    readonly summary: string;
  }[],
): void {
  for (const group of new Set(facts.map((fact) => fact.group))) {
    if (group !== '') print(`\n${paint('bold', group)}`);
    const members = facts.filter((fact) => fact.group === group);
    const lines = columns(
      members.map(({ operation, security, weight, websocket, summary }) => [
        `  ${operation}`,
        security,
        `weight ${briefWeight(weight)}`,
        websocket ? 'ws' : '',
        summary,
      ]),
    );
    for (const line of lines) print(line);
  }
}

/** Prints all that is known of a call. */
export function describeCall(row: Operation | Method): void {
  const texts = ('path' in row ? operationTexts : methodTexts)[row.id];
  print(`${paint('bold', row.id)}: ${texts?.summary ?? ''}\n`);
  print('path' in row ? `  ${row.method} ${row.path}` : `  WebSocket API method ${row.method}`);
  const facts: [string, string | undefined][] = [
    ['security', `${row.security}${{ none: '', key: ' (sends the API key)', signature: ' (signed)' }[row.auth]}`],
    ['weight', texts?.weight],
    [
      'orders',
      row.orderWeight &&
        Object.entries(row.orderWeight)
          .map(([window, n]) => `${n} of the ${window} limit`)
          .join(', '),
    ],
    ['repeat', `${REPEAT[row.retry]}${row.verifyWith ? `; ${row.verifyWith.join(', ')} tells the outcome` : ''}`],
    ['see', texts?.link],
  ];
  for (const [name, text] of facts) if (text) print(`  ${name.padEnd(9)} ${text}`);
  if (texts?.description) print(`\n${indented(texts.description)}`);

  const params = Object.entries(row.params);
  print(params.length === 0 ? '\nIt takes no parameters.' : '\nParameters:');
  for (const [name, parameter] of params) {
    print(`  --${paint('bold', name)} ${typeText(parameter)}${parameter.required ? ', required' : ''}`);
    const text = texts?.params[name];
    if (text) print(`      ${text}`);
    for (const [key, element] of Object.entries(parameter.element ?? {}))
      print(`      ${key}: ${typeText(element)}${element.required ? ', required' : ''}`);
  }
  if (texts && texts.rules.length > 0) print(`\nRules:\n${texts.rules.map((rule) => `  ${rule}`).join('\n')}`);
  if (texts && texts.errors.length > 0) {
    print('\nKnown errors:');
    for (const line of columns(
      texts.errors.map((code) => [`  ${code}`, errors[code]?.name ?? '', errors[code]?.advice ?? '']),
    ))
      print(line);
  }
  const required = params.filter(([, parameter]) => parameter.required).map(([name]) => [name, `<${name}>`] as const);
  const example = texts?.example ? Object.entries(texts.example) : required;
  const flags = example.map(([name, value]) => ` --${name} ${value.startsWith('[') ? `'${value}'` : value}`).join('');
  print(`\nExample:\n  binance-usdm call ${row.id}${flags}`);
}

const REPEAT = {
  safe: 'may be repeated, and is after a failure',
  verify: 'never by itself: find out first what became of it',
  never: 'must not be repeated',
} as const;

const indented = (text: string) => text.replaceAll(/^/gm, '  ');

/** What may stand in a parameter, in words. */
function typeText({ type, enum: values, pattern, minimum, maximum, maxItems, items }: ParameterRow): string {
  if (values) return values.join(' | ');
  const range = [minimum === undefined ? '' : ` from ${minimum}`, maximum === undefined ? '' : ` to ${maximum}`].join(
    '',
  );
  const most = maxItems === undefined ? '' : ` of at most ${maxItems}`;
  const words = {
    string: 'text',
    decimal: 'decimal number',
    id: 'id',
    integer: 'integer',
    flag: 'true | false',
    boolean: 'true | false',
    list: `JSON list${most} ${items ? `× ${typeText(items)}` : 'objects'}`,
  };
  return `${words[type]}${range}${pattern ? ` that matches ${pattern.source}` : ''}`;
}

function briefWeight(weight: Weight | undefined): string {
  if (weight === undefined) return '?';
  if (typeof weight === 'number') return String(weight);
  const all = 'by' in weight ? weight.tiers.map(([, value]) => value) : [weight.with, weight.without];
  return [...new Set([Math.min(...all), Math.max(...all)])].join('–');
}
