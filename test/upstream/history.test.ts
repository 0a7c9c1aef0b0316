// History: what is known to have changed between versions of the official package is found and proposed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Document, parseDocument } from 'yaml';
import { changesBetween, type Change } from '../../codegen/upstream/compare.js';
import { lineOf } from '../../codegen/upstream/print.js';
import { Targets } from '../../codegen/upstream/targets.js';
import { upstream, writeCertain } from '../../codegen/upstream.js';
import { readSpec } from '../../codegen/verify.js';
import { ownPart, Places, type Component } from '../../codegen/verify/places.js';
import { Checker } from '../../codegen/verify/values.js';
import { copyOfSpec } from '../verify/spec-copies.js';
import { factsOf } from './versions.js';

/** A call, stream or event; whether parameters or answer; what happened to which fields. */
type Row = readonly [call: string, part: 'params' | 'answer', kind: Change['kind'], ...paths: string[]];

const PLACED = ['POST /fapi/v1/order', 'params'] as const;

/** The changes of types that the change log dates between 21.0.0 and 38.0.4. */
const UNTIL_38_0: readonly Row[] = [
  // Conditional orders
  ['DELETE /fapi/v1/algoOrder', 'params', 'removed', 'algoid', 'clientalgoid'],
  ['DELETE /fapi/v1/algoOrder', 'params', 'added', 'algoId', 'clientAlgoId'],
  ['algoOrder.cancel', 'params', 'removed', 'algoid', 'clientalgoid'],
  ['algoOrder.cancel', 'params', 'added', 'algoId', 'clientAlgoId'],
  ['algoOrder.place', 'params', 'removed', 'activationPrice'],
  ['algoOrder.place', 'params', 'added', 'activatePrice', 'newOrderRespType'],
  ['POST /fapi/v1/algoOrder', 'params', 'added', 'newOrderRespType'],
  ['GET /fapi/v1/allAlgoOrders', 'params', 'removed', 'page'],
  ['GET /fapi/v1/algoOrder', 'answer', 'added', 'actualQty', 'actualType'],
  ['GET /fapi/v1/algoOrder', 'answer', 'removed', 'tpTriggerPrice', 'tpPrice', 'slTriggerPrice', 'slPrice'],
  ['algoOrder.place', 'params', 'values-removed', 'timeInForce'],
  ['ALGO_UPDATE', 'answer', 'added', 'o.ia'],
  [
    'order.place',
    'params',
    'removed',
    'stopPrice',
    'closePosition',
    'activationPrice',
    'callbackRate',
    'workingType',
    'priceProtect',
  ],
  // Retail price improvement
  ['<symbol>@aggTrade', 'answer', 'added', 'nq'],
  ['GET /fapi/v1/aggTrades', 'answer', 'added', '[].nq'],
  // TradFi
  [
    'GET /fapi/v1/tradingSchedule',
    'answer',
    'added',
    ...['KR', 'HK', 'CN'].map((at) => `marketSchedules.${at}_EQUITY`),
  ],
  // Others of 2026
  ['GET /fapi/v1/symbolConfig', 'answer', 'type', '[].isAutoAddMargin'],
  ['v2/account.position', 'answer', 'removed', 'result[].unrealizedProfit'],
  ['v2/account.position', 'answer', 'added', 'result[].unRealizedProfit'],
  ['POST /fapi/v1/batchOrders', 'answer', 'added', '[].closePosition'],
  ['PUT /fapi/v1/batchOrders', 'params', 'added', 'batchOrders[].stopPrice'],
  ['GET /fapi/v1/exchangeInfo', 'answer', 'removed', 'symbols[].OrderType'],
  ['GET /fapi/v1/exchangeInfo', 'answer', 'added', 'symbols[].orderTypes'],
  ['<symbol>@markPrice@<updateSpeed>', 'answer', 'added', 'ap'],
  ['!markPrice@arr@<updateSpeed>', 'answer', 'added', '[].ap'],
  ['GET /futures/data/basis', 'params', 'optional', 'limit'],
  ['listenKeyExpired', 'answer', 'type', 'E'],
  ['GET /futures/data/openInterestHist', 'answer', 'type', '[].timestamp'],
  ['GET /futures/data/topLongShortAccountRatio', 'answer', 'type', '[].timestamp'],
  ['GET /futures/data/topLongShortPositionRatio', 'answer', 'type', '[].timestamp'],
  ['GET /futures/data/globalLongShortAccountRatio', 'answer', 'type', '[].timestamp'],
  ['GET /futures/data/takerlongshortRatio', 'answer', 'type', '[].timestamp'],
  ['GET /fapi/v1/continuousKlines', 'params', 'values-added', 'contractType'],
  ['GET /fapi/v1/continuousKlines', 'params', 'values-removed', 'contractType'],
  ['GET /futures/data/basis', 'params', 'values-removed', 'contractType'],
  [...PLACED, 'values-removed', 'priceMatch'],
  ['depth', 'answer', 'removed', 'result.bids', 'result.asks'],
  ['depth', 'answer', 'added', 'bids', 'asks'],
  ['POST /fapi/v1/order', 'answer', 'removed', 'avgPrice', 'cumQuote'],
  ['POST /fapi/v1/batchOrders', 'answer', 'removed', '[].avgPrice', '[].cumQuote'],
  ['order.place', 'answer', 'removed', 'result.avgPrice', 'result.cumQuote'],
  ['PUT /fapi/v1/order', 'answer', 'removed', 'avgPrice', 'cumBase'],
  ['PUT /fapi/v1/batchOrders', 'answer', 'removed', '[].avgPrice', '[].cumBase'],
  ['order.modify', 'answer', 'removed', 'result.avgPrice', 'result.cumQuote'],
  ['DELETE /fapi/v1/order', 'answer', 'removed', 'avgPrice', 'cumQuote'],
  ['DELETE /fapi/v1/batchOrders', 'answer', 'removed', '[].cumQuote'],
  ['order.cancel', 'answer', 'removed', 'result.cumQuote'],
  ['PUT /fapi/v1/order', 'params', 'added', 'modifyId'],
  ['PUT /fapi/v1/order', 'answer', 'added', 'modifyId'],
  ['PUT /fapi/v1/batchOrders', 'params', 'added', 'batchOrders[].modifyId'],
  ['PUT /fapi/v1/batchOrders', 'answer', 'added', '[].modifyId'],
  ['order.modify', 'params', 'added', 'modifyId'],
  ['order.modify', 'answer', 'added', 'result.modifyId'],
  ['GET /fapi/v1/orderAmendment', 'answer', 'added', '[].amendment.modifyId'],
  ['ORDER_TRADE_UPDATE', 'answer', 'added', 'o.M'],
  ['GET /fapi/v1/fundingRate', 'answer', 'added', '[].rateType'],
  ['ACCOUNT_UPDATE', 'answer', 'added', 'a.S'],
  ['GET /fapi/v1/allOrders', 'answer', 'added', '[].cumBase', '[].pair'],
  ['GET /fapi/v1/allOrders', 'params', 'optional', 'symbol'],
  ['GET /fapi/v1/forceOrders', 'answer', 'added', '[].pair', '[].cumBase'],
  ['GET /fapi/v1/userTrades', 'answer', 'added', '[].baseQty', '[].marginAsset', '[].pair'],
  // COIN-M and USDS-M together
  ...['<symbol>@aggTrade', '<symbol>@markPrice@<updateSpeed>', '!contractInfo'].map((name): Row => [
    name,
    'answer',
    'added',
    'st',
  ]),
  ...['ticker', 'miniTicker', 'bookTicker', 'depth@<updateSpeed>', 'depth<levels>@<updateSpeed>', 'rpiDepth@500ms'].map(
    (name): Row => [`<symbol>@${name}`, 'answer', 'added', 'st', 'ps'],
  ),
  ['!bookTicker', 'answer', 'added', 'st', 'ps'],
  ['!forceOrder@arr', 'answer', 'added', 'st', 'ps'],
  ['!ticker@arr', 'answer', 'added', '[].st', '[].ps'],
  ['!miniTicker@arr', 'answer', 'added', '[].st', '[].ps'],
  ['!contractInfo', 'answer', 'removed', 'ps'],
];

/** … between 38.0.4 and 38.1.0, and between that and 38.1.1. */
const UNTIL_38_1: readonly Row[] = [
  ['PUT /fapi/v1/order', 'params', 'added', 'reduceOnly'],
  ['order.modify', 'params', 'added', 'reduceOnly'],
  ['GET /fapi/v1/income', 'params', 'values-added', 'incomeType'],
];
const UNTIL_38_1_1: readonly Row[] = [['GET /fapi/v1/tradingSchedule', 'answer', 'added', 'marketSchedules.FX']];

const keysOf = (rows: readonly Row[]) =>
  rows.flatMap(([call, part, kind, ...paths]) => paths.map((path) => [kind, call, part, path].join(' ')));
const keyOf = ({ kind, call, part, path }: Change) => [kind, call, part, path].join(' ');

const steps: readonly [from: string, to: string, rows: readonly Row[]][] = [
  ['21.0.0', '38.0.4', UNTIL_38_0],
  ['38.0.4', '38.1.0', UNTIL_38_1],
  ['38.1.0', '38.1.1', UNTIL_38_1_1],
];

test('all that the change log dates is found', () => {
  const dated = steps.flatMap(([, , rows]) => keysOf(rows));
  expect(dated.length).toBeGreaterThan(110);
  const missed = steps.flatMap(([from, to, rows]) => {
    const found = new Set(changesBetween(factsOf(from), factsOf(to)).map(keyOf));
    return keysOf(rows).filter((key) => !found.has(key));
  });
  // The field stood neither in 21.0.0 nor in 38.0.4; versions between them cannot be had.
  expect(missed).toEqual(['removed DELETE /fapi/v1/order answer avgPrice']);
});

test('small steps hold nothing but what is dated', () => {
  for (const [from, to, rows] of steps.slice(1))
    expect(changesBetween(factsOf(from), factsOf(to)).map(keyOf).sort()).toEqual(keysOf(rows).sort());
});

test('no addition is called breaking', () => {
  const added = steps
    .flatMap(([from, to]) => changesBetween(factsOf(from), factsOf(to)))
    .filter(({ kind }) => kind === 'added' || kind === 'values-added');
  expect(added.length).toBeGreaterThan(60);
  expect(added.filter(({ isBreaking }) => isBreaking).map(lineOf)).toEqual([]);
});

test('nothing changes between a version and itself', () => {
  expect(changesBetween(factsOf('38.1.1'), factsOf('38.1.1'))).toEqual([]);
});

test('of what is dated, nine in ten are said by the spec already or proposed as an edit of it', () => {
  const spec = readSpec('spec');
  const proposals = steps.flatMap(([from, to, rows]) => {
    const dated = new Set(keysOf(rows));
    return upstream(factsOf(from), factsOf(to), spec, '2026-09-22').filter(({ change }) => dated.has(keyOf(change)));
  });
  const answered = proposals.filter(({ verdict, edits }) => verdict === 'said' || edits.length > 0);
  expect(answered.length / proposals.length).toBeGreaterThan(0.9);
});

test('fields that came are proposed to a spec that does not have them yet', async () => {
  const copy = copyOfSpec();
  const spec = readSpec(copy);
  const places = new Places(spec.documents, () => []);
  const targets = new Targets({ model: spec.model, checker: new Checker(spec.model.schemas), places });
  // Keys that tell events apart have to stay, or the spec is none.
  const dedupe = new Set(spec.model.events.flatMap((event) => event.dedupe.map((path) => path.split('.').at(-1)!)));
  const came = new Map<string, { readonly schema: string; readonly key: string }>();
  for (const [from, to] of steps) {
    for (const change of changesBetween(factsOf(from), factsOf(to))) {
      const spot = change.kind === 'added' && change.part === 'answer' ? targets.find(change) : undefined;
      if (spot?.kind === 'field' && spot.field?.since !== undefined && !dedupe.has(spot.key))
        came.set(`${spot.schema} ${spot.key}`, spot);
    }
  }
  expect(came.size).toBeGreaterThan(25);
  for (const { schema, key } of came.values()) takeOut(copy, places.component(schema), key);

  const without = readSpec(copy);
  const proposals = upstream(factsOf('21.0.0'), factsOf('38.1.1'), without, '2026-09-22').filter(
    ({ change, edits }) => change.kind === 'added' && change.part === 'answer' && edits.length > 0,
  );
  const proposed = new Set(proposals.flatMap(({ edits }) => edits.map(({ at, key }) => `${at[0]} ${key}`)));
  expect([...came.keys()].filter((field) => !proposed.has(field))).toEqual([]);
  // What all that use an object have got is certain, and the spec is whole again with it.
  await writeCertain(copy, proposals);
  const again = readSpec(copy).model;
  const certain = proposals.filter(({ verdict }) => verdict === 'certain').flatMap(({ edits }) => [...edits]);
  expect(new Set(certain.map(({ at, key }) => `${at[0]} ${key}`)).size).toBeGreaterThan(10);
  for (const { at, key } of certain) {
    const types = [spec.model, again].map(({ schemas }) =>
      schemas.find(({ name }) => name === at[0])?.fields?.find(({ name }) => name === key),
    );
    expect([at[0], key, types[1]?.type.kind]).toEqual([at[0], key, types[0]?.type.kind]);
  }
}, 90_000);

/** Takes a field out of a component of a copy of the spec. */
function takeOut(copy: string, place: Component | undefined, key: string): void {
  if (!place) throw new Error(`no component of ${key}`);
  const path = join(copy, '..', place.file);
  const document = parseDocument(readFileSync(path, 'utf8'), { intAsBigInt: true });
  // What other places share with the field stays with them.
  const plain = new Document(document.toJS(), { aliasDuplicateObjects: false });
  const steps = ownPart(place).at.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  plain.deleteIn([...steps, 'properties', key]);
  writeFileSync(path, plain.toString());
}
