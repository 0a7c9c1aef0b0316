// Checks the parameters of a call against the document: values by ajv, dependencies by the rules.
import type { ErrorObject } from 'ajv';
import type { Json, JsonObject } from '../../codegen/load/json.js';
import type { Operation, SpecDocument } from './document.js';
import { exactInteger, parseExactJson } from './exact-json.js';
import { Refusal } from './refusal.js';
import { checkRules } from './rules.js';
import type { Validate } from './schemas.js';

/** Documented parameters: integers as numbers or bigints, lists as arrays, all others as text. */
export type Params = { readonly [name: string]: Json | undefined };

/** Codes of parameters that have one of their own; all others are answered with -1130. */
const CODES: { readonly [name: string]: number } = {
  symbol: -1121,
  side: -1117,
  type: -1116,
  timeInForce: -1115,
  interval: -1120,
  positionSide: -4060,
  workingType: -4031,
  newOrderRespType: -1136,
  newClientOrderId: -4015,
  clientAlgoId: -4015,
  priceMatch: -5037,
  selfTradePreventionMode: -5039,
  contractType: -4104,
  leverage: -4028,
};

/** Codes of lists that are too long or too short. */
const LENGTH_CODES: { readonly [name: string]: number } = {
  batchOrders: -4082,
  orderIdList: -4032,
  origClientOrderIdList: -4032,
};

/** Order types that moved to the algo calls. */
const CONDITIONAL = /^(STOP|TAKE_PROFIT|TRAILING_STOP)(_MARKET)?$/;

/** Forms of the values that are not any text. */
const FORMS: { readonly [type: string]: RegExp } = {
  integer: /^-?\d{1,19}$/,
  number: /^-?\d+(\.\d+)?$/,
  decimal: /^-?\d+(\.\d+)?$/,
};

/** Parameters that the document does not know are accepted and ignored, as the exchange does. */
export function checkParameters(
  { parameters, rules }: Operation,
  sent: ReadonlyMap<string, string>,
  { resolve }: SpecDocument,
  validate: Validate,
): Params {
  const params: { [name: string]: Json } = {};
  for (const { name, required, schema } of parameters) {
    const text = sent.get(name);
    if (text === undefined && required) throw new Refusal(-1102, name);
    if (text === undefined) continue;
    const form = resolve(schema);
    const value = valueOf(name, text, form);
    const fault = validate((form['contentSchema'] as JsonObject | undefined) ?? schema, value);
    if (fault) throw refusalOf(fault, name);
    if (name === 'symbol') checkSymbol(text);
    params[name] = value;
  }
  checkRules(
    rules.filter((rule) => !rule.scope),
    (name) => sent.get(name),
  );
  for (const rule of rules.filter((rule) => rule.scope)) {
    for (const element of (params[rule.scope!.replace('[]', '')] ?? []) as JsonObject[]) {
      checkRules([rule], (name) =>
        element[name] === undefined ? undefined : `${element[name] as string | number | bigint}`,
      );
    }
  }
  return params;
}

/** All symbols are upper case; the document cannot list them, they come and go. */
export function checkSymbol(text: string): void {
  if (/[a-z]/.test(text)) throw new Refusal(-1121);
}

function valueOf(name: string, text: string, schema: JsonObject): Json {
  if (schema['contentSchema'] !== undefined) {
    try {
      return parseExactJson(text);
    } catch {
      throw new Refusal(-1130, name);
    }
  }
  const type = [schema['type']].flat().find((type) => type !== 'null');
  const form = FORMS[schema['format'] === 'decimal' ? 'decimal' : (type as string)];
  if (text.trim() !== text) throw new Refusal(-1100, name, form?.source ?? '\\S+');
  if (form && !form.test(text)) throw new Refusal(-1100, name, form.source);
  if (type === 'integer') return exactInteger(text);
  if (type === 'number') return Number(text);
  return type === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
}

/** @param parameter Whose value was validated; the fault may lie in an element of it. */
export function refusalOf({ keyword, instancePath, params, data }: ErrorObject, parameter: string): Refusal {
  if (keyword === 'required') return new Refusal(-1102, String(params['missingProperty']));
  if (instancePath === '' && (keyword === 'maxItems' || keyword === 'minItems'))
    return new Refusal(LENGTH_CODES[parameter] ?? -1130);
  const name = instancePath.split('/').findLast((step) => /[a-z]/i.test(step)) ?? parameter;
  if (name === 'type' && CONDITIONAL.test(String(data))) return new Refusal(-4120);
  const code = CODES[name];
  return code === undefined ? new Refusal(-1130, name) : new Refusal(code);
}
