// Checks parameters against the rows of the spec, before anything is sent.
import type { CallRow, ParameterRow, ParameterTable, RuleRow } from './rows.js';
import { hasTooManyDigits } from './decimal.js';
import { ArgumentError } from './errors.js';

const DECIMAL = /^-?\d+(\.\d+)?$/;
const DIGITS = /^(0|[1-9]\d*)$/;
const LARGEST_ID = 2n ** 63n - 1n;

type Values = { readonly [name: string]: unknown };

const isSent = (value: unknown) => value !== undefined && value !== null;

/**
 * Checks what the spec says of a call's parameters. Parameters that it does not know pass.
 *
 * @throws {ArgumentError} Names the first parameter that breaks a rule, and the rule.
 */
export function checkParams({ id, params: table, rules }: CallRow, params: object): void {
  const values = params as Values;
  const fail: Fail = (parameter, rule) => {
    throw new ArgumentError(parameter, rule, id);
  };
  checkTable(table, values, '', fail);
  for (const rule of rules ?? []) {
    const list = rule.in === undefined ? undefined : values[rule.in];
    if (rule.in === undefined) checkRule(rule, values, '', fail);
    else if (Array.isArray(list))
      list.forEach((element: Values, index) => checkRule(rule, element, `${rule.in}[${index}].`, fail));
  }
}

type Fail = (parameter: string, rule: string) => never;

/**
 * The parameters as they are now, as a plain object: getters are read once, and what an object inherits from a class or from
 * defaults belongs to it. So what is checked is what is sent.
 *
 * @throws {ArgumentError} They are no object.
 */
export function takeParams(params: unknown, operation: string): { readonly [name: string]: unknown } {
  if (params === undefined || params === null) return {};
  if (typeof params !== 'object' || Array.isArray(params))
    throw new ArgumentError('params', 'must be an object of parameters by name', operation);
  const taken: { [name: string]: unknown } = isPlain(params) ? { ...params } : inherited(params);
  for (const name in taken) {
    const value = taken[name];
    if (Array.isArray(value)) taken[name] = value.map((item: unknown) => (isRecord(item) ? takeElement(item) : item));
  }
  return taken;
}

const takeElement = (item: object) => (isPlain(item) ? { ...item } : inherited(item));

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What the object and its prototypes hold, but for methods. */
function inherited(params: object): { [name: string]: unknown } {
  const taken: { [name: string]: unknown } = {};
  for (
    let holder: object | null = params;
    holder !== null && holder !== Object.prototype;
    holder = Object.getPrototypeOf(holder) as object | null
  ) {
    for (const [name, { value, enumerable }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (Object.hasOwn(taken, name) || typeof value === 'function') continue;
      if (holder === params && !enumerable) continue;
      taken[name] = (params as { [name: string]: unknown })[name];
    }
  }
  return taken;
}

function checkTable(table: ParameterTable, values: Values, prefix: string, fail: Fail): void {
  for (const name in table) {
    const row = table[name]!;
    const value = values[name];
    if (isSent(value)) checkValue(row, value, `${prefix}${name}`, fail);
    else if (row.required) fail(`${prefix}${name}`, 'is required');
  }
}

function checkValue(row: ParameterRow, value: unknown, name: string, fail: Fail): void {
  if (row.removed !== undefined)
    fail(name, `is not accepted since ${row.removed}${row.replacement === undefined ? '' : `: ${row.replacement}`}`);
  if (value === '') fail(name, 'must not be empty: leave it out instead');
  if (row.enum) {
    if (typeof value === 'object' || !row.enum.some((one) => one === value || String(one) === String(value)))
      fail(name, `must be one of ${row.enum.join(', ')}`);
    return;
  }
  switch (row.type) {
    case 'string':
      if (typeof value !== 'string') fail(name, 'must be a string');
      if (row.pattern && !row.pattern.test(value)) fail(name, `must match ${row.pattern.source}`);
      return;
    case 'decimal':
      if (!isDecimal(value)) fail(name, 'must be a decimal number, as a string such as "0.001" or as a finite number');
      if (typeof value === 'number' && hasTooManyDigits(value))
        fail(
          name,
          `has more than 15 significant digits as a number (${value}): give it as a string, rounded as you want it`,
        );
      // An amount or a price; where a negative one means something, the spec says the minimum.
      if (row.minimum === undefined && Number(value) < 0) fail(name, 'must not be negative');
      return checkRange(row, Number(value), name, fail);
    case 'integer':
      if (!isInteger(value)) fail(name, 'must be an integer');
      return checkRange(row, Number(value), name, fail);
    case 'id':
      return checkId(value, name, fail);
    case 'flag':
      if (typeof value !== 'boolean' && value !== 'true' && value !== 'false') fail(name, 'must be true or false');
      return;
    case 'boolean':
      if (typeof value !== 'boolean') fail(name, 'must be true or false');
      return;
    case 'list':
      return checkList(row, value, name, fail);
  }
}

const isDecimal = (value: unknown) =>
  typeof value === 'string' ? DECIMAL.test(value) : typeof value === 'bigint' || Number.isFinite(value);

const isInteger = (value: unknown) =>
  typeof value === 'string' ? DIGITS.test(value) : typeof value === 'bigint' || Number.isSafeInteger(value);

function checkRange({ minimum, maximum }: ParameterRow, value: number, name: string, fail: Fail): void {
  if (minimum !== undefined && value < minimum) fail(name, `must be at least ${minimum}`);
  if (maximum !== undefined && value > maximum) fail(name, `must be at most ${maximum}`);
}

function checkId(value: unknown, name: string, fail: Fail): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    fail(name, 'must be exact: give ids above 9007199254740991 as a string or a bigint');
  }
  const id = isInteger(value) ? BigInt(value as string | number | bigint) : -1n;
  if (id < 0n || id > LARGEST_ID) {
    fail(name, `must be an id: an integer from 0 to ${LARGEST_ID}, as a string, a bigint or a safe number`);
  }
}

function checkList(row: ParameterRow, value: unknown, name: string, fail: Fail): void {
  const items: unknown = typeof value === 'string' ? jsonList(value) : value;
  if (!Array.isArray(items)) return fail(name, 'must be a list, or the JSON of one');
  if (items.length === 0) fail(name, 'must not be empty');
  if (row.maxItems !== undefined && items.length > row.maxItems)
    fail(name, `must not have more than ${row.maxItems} elements`);
  // Text is sent as it is, and JSON.parse has rounded its ids: only its length is checked.
  if (typeof value === 'string') return;
  items.forEach((item, index) => {
    const place = `${name}[${index}]`;
    if (row.items) checkValue(row.items, item, place, fail);
    if (row.element && (typeof item !== 'object' || item === null)) fail(place, 'must be an object');
    if (row.element) checkTable(row.element, item as Values, `${place}.`, fail);
  });
}

function jsonList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkRule(rule: RuleRow, values: Values, prefix: string, fail: Fail): void {
  const { when, require, forbid, requireOneOf } = rule;
  for (const name in when) if (!isOneOf(values[name], when[name]!)) return;
  const refuse = (parameter: string, what: string) => fail(prefix + parameter, what + reasonOf(values, when));
  for (const name of require ?? []) if (!isSent(values[name])) refuse(name, 'is required');
  for (const condition of forbid ?? []) {
    if (!isMet(condition, values)) continue;
    const [name, value] = condition.split('=');
    refuse(name!, value === undefined ? 'must not be sent' : `must not be ${value}`);
  }
  if (requireOneOf && !requireOneOf.some((conditions) => conditions.every((one) => isMet(one, values))))
    refuse(requireOneOf.map((conditions) => conditions.join(' and ')).join(' or '), 'is required');
}

/** Why a rule holds. */
function reasonOf(values: Values, when: RuleRow['when'] = {}): string {
  const reasons = Object.entries(when).map(
    ([name, allowed]) => `${name} is ${allowed.includes('*') ? 'sent' : String(values[name])}`,
  );
  return reasons.length === 0 ? '' : ` when ${reasons.join(' and ')}`;
}

/** Whether a parameter is sent, or, written `name=value`, has that value. */
function isMet(condition: string, values: Values): boolean {
  const end = condition.indexOf('=');
  if (end < 0) return isSent(values[condition]);
  const value = values[condition.slice(0, end)];
  return isSent(value) && String(value) === condition.slice(end + 1);
}

const isOneOf = (value: unknown, allowed: readonly string[]) =>
  isSent(value) && (allowed.includes('*') || allowed.includes(String(value)));
