// The diff of two states of the spec: one small edit a line and what it must be found to be.
import { describe, expect, test } from 'vitest';
import { buildModel } from '../../codegen/model/build.js';
import { withEntry } from '../../codegen/diff/changelog.js';
import { compareDocuments } from '../../codegen/diff/documents.js';
import type { Finding } from '../../codegen/diff/findings.js';
import { compareModels } from '../../codegen/diff/models.js';
import { entryOf, linesOf } from '../../codegen/diff/print.js';
import { nextVersion, reaches, verdict } from '../../codegen/diff/version.js';
import { smallSpec, type Change } from './small-spec.js';

const present = smallSpec();
const presentModel = buildModel(present);

/** `spec/client kind place path` */
const line = ({ spec, client, kind, place, path }: Finding) => `${spec}/${client} ${kind} ${place} ${path}`.trim();
/** What is found between the small spec and its state after some changes. */
const findings = (...changes: readonly Change[]) => compareModels(presentModel, buildModel(smallSpec(...changes)));
const linesAfter = (...changes: readonly Change[]) =>
  findings(...changes)
    .map(line)
    .sort();

type Row = readonly [...Change, ...expected: string[]];
/** Runs each row as a test of its own: what stands in the spec, what takes its place, and what must be found. */
function rows(title: string, table: readonly Row[]): void {
  describe(title, () => {
    test.each(table.map((row) => [row.slice(2).join('; ') || 'nothing', row] as const))('%s', (_, row) => {
      const [given, instead, ...expected] = row;
      expect(linesAfter([given, instead])).toEqual([...expected].sort());
    });
  });
}

const LIMIT = '{ name: limit, in: query, description: Rows., schema: { type: integer } }';
const REQUIRED_LIMIT = '{ name: limit, in: query, required: true, description: Rows., schema: { type: integer } }';
const FROM_ASSET = '{ name: fromAsset, in: query,';
const QUOTE_ID = '{ name: quoteId, in: query, required: true, description: A value., schema: { type: string } }';
const VALID_TIME = '{ name: validTime, in: query, description: A value., schema: { type: string, enum: [10s] } }';

// prettier-ignore
rows('requests', [
  [`- ${FROM_ASSET}`, `- ${LIMIT}\n      - ${FROM_ASSET}`, 'minor/minor parameter-added rest.convertPairs parameters.limit'],
  [`- ${FROM_ASSET}`, `- ${REQUIRED_LIMIT}\n      - ${FROM_ASSET}`, 'major/major required-parameter-added rest.convertPairs parameters.limit'],
  [FROM_ASSET, `${FROM_ASSET} required: true,`, 'major/major parameter-became-required rest.convertPairs parameters.fromAsset'],
  [QUOTE_ID, QUOTE_ID.replace(' required: true,', ''), 'minor/minor parameter-became-optional rest.acceptConvertQuote parameters.quoteId'],
  [`      - ${VALID_TIME}\n`, '', 'major/major parameter-removed rest.requestConvertQuote parameters.validTime'],
  ['name: validTime', 'name: validFor', 'major/major parameter-removed rest.requestConvertQuote parameters.validTime', 'minor/minor parameter-added rest.requestConvertQuote parameters.validFor'],
  ['enum: [10s]', 'enum: [10s, 30s]', 'minor/minor parameter-value-added rest.requestConvertQuote parameters.validTime'],
  ['{ type: string, enum: [10s] }', '{ type: string }', 'minor/minor parameter-widened rest.requestConvertQuote parameters.validTime'],
  ['enum: [5, 10, 20]', 'enum: [10, 20]', 'major/major parameter-value-removed rest.orderBook parameters.limit'],
  ['default: 10 }', 'default: 20 }', 'minor/minor default-changed rest.orderBook parameters.limit'],
  ['minimum: 1, maximum: 1000', 'minimum: 1, maximum: 500', 'major/major parameter-narrowed rest.recentTrades parameters.limit'],
  ['minimum: 1, maximum: 1000', 'minimum: 1, maximum: 5000', 'minor/minor parameter-widened rest.recentTrades parameters.limit'],
  ['minimum: 1, maximum: 1000', 'minimum: 0, maximum: 1000', 'minor/minor parameter-widened rest.recentTrades parameters.limit'],
  ['x-minimum: 1, x-maximum: 10 }', 'x-minimum: 1, x-maximum: 5 }', 'major/major parameter-narrowed rest.testOrder parameters.callbackRate'],
  ['x-minimum: 1, x-maximum: 10 }', 'x-minimum: 1, x-maximum: 20 }', 'minor/minor parameter-widened rest.testOrder parameters.callbackRate'],
  [QUOTE_ID, QUOTE_ID.replace('{ type: string }', "{ type: string, pattern: '[0-9]+' }"), 'major/major parameter-narrowed rest.acceptConvertQuote parameters.quoteId'],
  ['description: Asset to give., schema: { type: string }', 'description: Asset to give., schema: { type: integer }', 'major/major parameter-retyped rest.convertPairs parameters.fromAsset'],
  ["name: fromId, in: query, description: Id., schema: { $ref: '../../components/scalars.yaml#/SafeInteger'", "name: fromId, in: query, description: Id., schema: { $ref: '../../components/scalars.yaml#/Id'", 'minor/minor parameter-widened rest.aggTrades parameters.fromId'],
  ["{ type: string, enum: ['true', 'false'] }", '{ type: boolean }', 'major/patch parameter-form-changed rest.modifyOrder parameters.reduceOnly'],
  ["{ type: array, maxItems: 10, items: { $ref: '../../components/scalars.yaml#/Id' } }", "{ type: array, maxItems: 10, items: { $ref: '../../components/scalars.yaml#/SafeInteger' } }", 'major/major parameter-retyped rest.cancelBatchOrders parameters.orderIdList[]'],
  ['required: [symbol, quantity]', 'required: [symbol, quantity, price]', 'major/major parameter-became-required rest.modifyBatchOrders parameters.batchOrders[].price'],
  ['enum: [LIQUIDATION, ADL]', 'enum: [LIQUIDATION]', 'major/major parameter-value-removed rest.forceOrders parameters.autoCloseType'],
  ['timeInForce: { type: string,', 'side: { type: string, description: New. }\n        timeInForce: { type: string,', 'minor/minor parameter-added websocketApi.newOrder parameters.side'],
  ['enum: [GTC, IOC, FOK]', 'enum: [GTC, IOC]', 'major/major parameter-value-removed websocketApi.newOrder parameters.timeInForce'],
]);

const LIMIT_RULE = `- when: { type: [LIMIT] }
        require: [timeInForce, quantity]
        requireOneOf: [[price], [priceMatch]]
`;
const SAME_RULE_TWICE = `- when: { type: [LIMIT] }
        require: [quantity, timeInForce]
      - when: { type: [LIMIT] }
        requireOneOf: [[priceMatch], [price]]
`;
const GTD_RULE = '- { when: { timeInForce: [GTD] }, require: [goodTillDate] }';

// prettier-ignore
rows('rules about parameters', [
  ['doubtful: true, note: Else part of it.', 'note: Else part of it.', 'major/major rule-added rest.convertPairs rules', 'patch/patch warning-changed rest.convertPairs rules'],
  ['    x-param-rules:\n      - requireOneOf: [[orderId], [quoteId]]\n', '', 'minor/minor rule-removed rest.convertOrderStatus rules'],
  ['[[fromAmount], [toAmount]]', '[[fromAmount], [toAmount], [validTime]]', 'minor/minor rule-removed rest.requestConvertQuote rules'],
  ['[[fromAmount], [toAmount]]', '[[fromAmount]]', 'major/major rule-added rest.requestConvertQuote rules'],
  [GTD_RULE, `${GTD_RULE}\n      - { when: { type: [MARKET] }, require: [newClientOrderId] }`, 'major/major rule-added rest.newOrder rules'],
  ['when: { type: [MARKET] }, require: [quantity], forbid', 'when: { type: [MARKET, LIMIT] }, require: [quantity], forbid', 'major/major rule-added rest.newOrder rules'],
  [LIMIT_RULE, SAME_RULE_TWICE],
  ['note: It has no price.', 'note: Its price is the best.', 'patch/patch text-changed rest.newOrder rules'],
]);

const PONG = `/pong:
  get:
    operationId: pong
    tags: [All]
    summary: Tests.
    externalDocs: { url: 'https://example.org#pong' }
    x-security-type: NONE
    x-retry: safe
    responses:
      '200': { description: Empty., content: { application/json: { schema: { $ref: '#/Empty' } } } }
`;
const PING = `/ping:
  get:
    operationId: ping
    x-retry: safe
    x-weight: 1
    x-security-type: NONE
    tags: [All]
    summary: Tests whether it answers.
    externalDocs: { url: 'https://example.org#test-connectivity' }
    responses:
      '200':
        description: The answer.
        content:
          application/json:
            schema: { $ref: '#/Empty' }
`;

// prettier-ignore
rows('operations and methods', [
  [PING, '', 'major/major call-removed rest.ping'],
  [PING, PONG + PING, 'minor/minor call-added rest.pong'],
  ['/ping:\n', '/v2/ping:\n', 'major/patch request-line-changed rest.ping request'],
  ['/ping:\n  get:', '/ping:\n  post:', 'major/patch request-line-changed rest.ping request'],
  ['operationId: ping\n', 'operationId: testConnectivity\n', 'major/major call-renamed rest.testConnectivity'],
  ['x-weight: 1\n', 'x-weight: 2\n', 'patch/patch weight-changed rest.ping x-weight'],
  ['[[5, 2], [20, 10]]', '[[5, 2], [20, 30]]', 'patch/patch weight-changed rest.orderBook x-weight'],
  ['x-order-weight: { 10s: 1, 1m: 1 }', 'x-order-weight: { 10s: 2, 1m: 1 }', 'patch/patch order-weight-changed rest.newOrder x-order-weight'],
  ['operationId: testOrder\n    x-retry: safe', 'operationId: testOrder\n    x-retry: verify', 'minor/minor retry-riskier rest.testOrder x-retry'],
  ['operationId: newOrder\n    x-retry: verify', 'operationId: newOrder\n    x-retry: never', 'minor/minor retry-riskier rest.newOrder x-retry'],
  ['operationId: newOrder\n    x-retry: verify', 'operationId: newOrder\n    x-retry: safe', 'patch/patch retry-safer rest.newOrder x-retry'],
  ['security: [{ apiKey: [] }]', 'security: [{ apiKey: [], signature: [] }]', 'major/major authentication-raised rest.historicalTrades security'],
  ['x-security-type: MARKET_DATA', 'x-security-type: NONE', 'minor/minor authentication-lowered rest.historicalTrades security'],
  ['operationId: queryOrder\n    x-retry: safe\n    x-security-type: USER_DATA', 'operationId: queryOrder\n    x-retry: safe\n    x-security-type: TRADE', 'major/major authentication-raised rest.queryOrder security'],
  ['summary: Tests whether', 'summary: Says whether', 'patch/patch text-changed rest.ping summary'],
  ['#test-connectivity', '#ping', 'patch/patch text-changed rest.ping link'],
  ['description: Asset to give.', 'description: What to give.', 'patch/patch text-changed rest.convertPairs parameters.fromAsset'],
  ['operationId: ping\n', 'operationId: ping\n    deprecated: true\n', 'minor/minor deprecated rest.ping'],
  ['limit: 360', 'limit: 300', 'patch/patch fact-changed rest.requestConvertQuote x-quota'],
  ['funding: { limit: 500', 'funding: { limit: 400', 'patch/patch weight-changed weightPools funding'],
  ['const: order.place', 'const: order.create', 'major/patch request-line-changed websocketApi.newOrder request'],
  ['x-weight: 5\n', 'x-weight: 10\n', 'patch/patch weight-changed websocketApi.balanceV3 x-weight'],
  ['\n  balanceV3:\n', '\n  balances:\n', 'major/major call-renamed websocketApi.balances'],
]);

const FILTER = 'rest.exchangeInfo answer.filters[]';
const STATES = ['rest.acceptConvertQuote answer.orderStatus', 'rest.convertOrderStatus answer.orderStatus'];
const KLINES = ['klines', 'markPriceKlines'];
const LINKS = ['incomeDownloadLink', 'orderDownloadLink', 'tradeDownloadLink'];
const RATIO = "ratio: { $ref: '../../components/scalars.yaml#/Decimal',";
const PAIR_FIELD = 'fromAsset: { type: string, description: Asset that is given. }';
const MAX_AMOUNT = "maxAmount: { $ref: '../../components/scalars.yaml#/Decimal', description: Largest amount. }";

// prettier-ignore
rows('answers', [
  [PAIR_FIELD, `${PAIR_FIELD}\n    limit: { type: integer, description: New. }`, 'minor/minor field-added rest.convertPairs answer[].limit'],
  [`required: [fromAsset, maxAmount]\n  properties:\n    ${PAIR_FIELD}\n    ${MAX_AMOUNT}\n`, `required: [fromAsset]\n  properties:\n    ${PAIR_FIELD}\n`, 'major/major field-removed rest.convertPairs answer[].maxAmount'],
  ['required: [fromAsset, maxAmount]', 'required: [fromAsset]', 'major/major field-became-optional rest.convertPairs answer[].maxAmount'],
  ['required: [ratio]', 'required: [quoteId, ratio]', 'minor/minor field-became-required rest.requestConvertQuote answer.quoteId'],
  ['orderId: { type: string, description: Order id as text. }', 'orderId: { type: integer, description: Order id as text. }', 'major/major field-retyped rest.acceptConvertQuote answer.orderId'],
  ["orderId: { $ref: '../../components/scalars.yaml#/Id',", 'orderId: { type: string,', 'major/major field-retyped rest.convertOrderStatus answer.orderId'],
  [RATIO, 'ratio: { type: string,', 'major/major field-retyped rest.requestConvertQuote answer.ratio'],
  [RATIO, 'ratio: { type: number,', 'major/major field-retyped rest.requestConvertQuote answer.ratio'],
  [" id: { $ref: '../../components/scalars.yaml#/SafeInteger', description: Trade id. }", " id: { $ref: '../../components/scalars.yaml#/Id', description: Trade id. }", 'major/major field-retyped rest.recentTrades answer[].id', 'major/major field-retyped rest.historicalTrades answer[].id'],
  ['SUCCESS, FAIL]', 'SUCCESS, FAIL, REFUNDED]', ...STATES.map((place) => `minor/minor value-added ${place}`)],
  ['[PROCESS, ACCEPT_SUCCESS, ', '[PROCESS, ', ...STATES.map((place) => `patch/patch value-removed ${place}`)],
  ['x-extensible-enum: [PROCESS', 'enum: [PROCESS', ...STATES.map((place) => `minor/minor values-closed ${place}`)],
  ['const: LOT_SIZE', 'const: LOTS', `major/major closed-value-added ${FILTER}<LotSizeFilter>.filterType`, `patch/patch value-removed ${FILTER}<LotSizeFilter>.filterType`],
  ["    - { $ref: '#/LotSizeFilter' }\n", '', `major/major option-removed ${FILTER}`],
  ["    - { $ref: '#/PriceFilter' }\n", "    - { $ref: '#/PriceFilter' }\n    - { $ref: '#/MaxOrdersFilter' }\n", `minor/minor option-added ${FILTER}`],
  ['info: { type: string,', "info: { type: [string, 'null'],", 'major/major field-became-nullable rest.incomeHistory answer[].info'],
  ["isExpired: { type: [string, 'null'], ", 'isExpired: { type: string, ', ...LINKS.map((id) => `minor/minor field-never-null rest.${id} answer.isExpired`)],
  ['x-extensible-enum: [processing, completed], ', '', ...LINKS.map((id) => `patch/patch bounds-changed rest.${id} answer.status`)],
  ['asset: { type: string,', 'asset: { type: string, x-also: [empty],', 'patch/patch wire-form-added rest.incomeHistory answer[].asset'],
  ['x-also: [integer, empty]', 'x-also: [integer]', 'patch/patch wire-form-removed rest.incomeHistory answer[].tradeId'],
  ['x-name: quoteVolume', 'x-name: turnover', ...KLINES.map((id) => `major/major readable-name-changed rest.${id} answer[][1]`)],
  ["openInterest: { $ref: '../../components/scalars.yaml#/Decimal',", "openInterest: { $ref: '../../components/scalars.yaml#/Decimal', x-removed: '2026-12-01',", 'major/major field-retired rest.openInterest answer.openInterest'],
  ['description: Highest funding rate.', "description: Highest., x-since: '2026-12-01'", 'patch/patch text-changed rest.fundingInfo answer[].rateCap', 'patch/patch text-changed rest.fundingInfo answer[].rateCap.x-since'],
  ['disclaimer: { type: boolean,', 'disclaimer: { type: boolean, deprecated: true,', 'minor/minor deprecated rest.fundingInfo answer[].disclaimer'],
  ["schema: { $ref: '#/OpenInterest' }", "schema: { type: array, items: { $ref: '#/OpenInterest' } }", 'major/major shape-changed rest.openInterest answer'],
  ['description: Open interest of a symbol.', 'description: New, open interest of a symbol.', 'patch/patch text-changed schemas.OpenInterest'],
]);

const QUANTITY = "nq: { $ref: 'scalars.yaml#/Decimal', x-name: quantityWithoutRpi, description: Quantity. }";

// prettier-ignore
rows('streams and events', [
  ["x-route: market\n    x-stream-patterns: ['{symbol}@aggTrade']", "x-route: public\n    x-stream-patterns: ['{symbol}@aggTrade']", 'major/patch stream-moved streams.aggTrade x-route'],
  ["address: '!assetIndex@arr{updateSpeed}'", "address: '!assetIndex{updateSpeed}@arr'", 'major/patch stream-moved streams.assetIndexAll address'],
  ["x-stream-patterns: ['!contractInfo']\n    x-update-speed-ms: { '!contractInfo': 0 }", "x-stream-patterns: ['!contractInfo', '!contractInfo@arr']\n    x-update-speed-ms: { '!contractInfo': 0, '!contractInfo@arr': 0 }", 'minor/patch stream-form-added streams.contractInfo x-stream-patterns'],
  ["{ '{symbol}@aggTrade': 100 }", "{ '{symbol}@aggTrade': 200 }", 'patch/patch update-speed-changed streams.aggTrade x-update-speed-ms'],
  ["enum: ['5', '10', '20']", "enum: ['5', '20']", 'major/major parameter-value-removed streams.partialDepth parameters.levels'],
  ['    x-stream-patterns: [tradingSession]\n', '', 'major/major stream-removed streams.tradingSession', 'major/major event-removed events.TradingSessionEvent'],
  ["{ miniTickers: { $ref: '#/components/messages/miniTickers' } }", "{ miniTicker: { $ref: '#/components/messages/miniTicker' } }", 'major/patch stream-list-changed streams.miniTickerAll messages'],
  ['summary: Receives all asset indices.', 'summary: Receives them all.', 'patch/patch text-changed streams.assetIndexAll summary'],
  [QUANTITY, QUANTITY.replace('nq:', 'nr:'), 'major/patch wire-key-renamed events.AggTradeEvent nr'],
  ['x-name: quantityWithoutRpi', 'x-name: plainQuantity', 'major/major readable-name-changed events.AggTradeEvent nq'],
  [QUANTITY, `rp: { type: boolean, x-name: isRpi, description: New. }\n    ${QUANTITY}`, 'minor/minor field-added events.AggTradeEvent rp'],
  [`    ${QUANTITY}\n`, '', 'major/major field-removed events.AggTradeEvent nq'],
  [', FXUpdate]', ', FXUpdate, JP_EquityUpdate]', 'minor/minor value-added events.TradingSessionEvent e'],
  ['const: forceOrder,', 'const: liquidation,', 'major/major closed-value-added events.ForceOrderEvent e', 'patch/patch value-removed events.ForceOrderEvent e'],
  ['type: integer, x-name: bracket', 'type: string, x-name: bracket', 'major/major field-retyped events.ContractInfoEvent bks[].bs'],
  ['[DEPOSIT, WITHDRAW]', '[DEPOSIT, WITHDRAW, GIFT]', 'minor/minor value-added events.AccountUpdateEvent m'],
  ["E: { $ref: 'scalars.yaml#/SafeInteger',", 'E: { type: string,', 'major/major field-retyped events.ListenKeyExpiredEvent E'],
  ["      gridUpdate: { $ref: '#/components/messages/gridUpdate' }\n", '', 'major/major event-removed events.GridUpdateEvent'],
  ["      x-deprecated-since: '2025-12-15'\n", '', 'patch/patch deprecation-lifted events.AccountUpdateEvent'],
]);

const IP_ERROR =
  "- { code: -1004, name: DUPLICATE_IP, kind: request, retry: 'no', messages: [Known.], advice: Nothing to do. }";
const NEW_ERROR = "- { code: -1999, name: NEW_ONE, kind: request, retry: 'no', messages: [New.], advice: Wait. }";

// prettier-ignore
rows('errors, base URLs and connections', [
  [IP_ERROR, `${NEW_ERROR}\n  ${IP_ERROR}`, 'minor/minor error-added errors.-1999'],
  [`  ${IP_ERROR}\n`, '', 'major/major error-removed errors.-1004'],
  ['name: DUPLICATE_IP', 'name: DUPLICATED_IP', 'major/major error-renamed errors.-1004 name'],
  ["executed: 'no', messages: [Too many.]", 'executed: unknown, messages: [Too many.]', 'minor/minor error-outcome-uncertain errors.-1003 executed'],
  ['executed: unknown, messages: [Bus.]', "executed: 'no', messages: [Bus.]", 'patch/patch error-outcome-known errors.-1006 executed'],
  ['advice: Nothing to do.', 'advice: Go on.', 'patch/patch text-changed errors.-1004 advice'],
  ["status: 503, meaning: Down., retry: 'no', executed: 'no'", "status: 503, meaning: Down., retry: 'no', executed: unknown", 'minor/minor error-outcome-uncertain httpErrors.503-unavailable executed'],
  ['advice: Leave them out.', 'advice: Drop them.', 'patch/patch text-changed controlErrors.2 advice'],
  ["url: 'https://api.example.org'", "url: 'https://api2.example.org'", 'major/patch server-moved servers.production.api'],
  ['name: X-MBX-APIKEY', 'name: X-API-KEY', 'major/patch request-line-changed security apiKeyHeader'],
  ['pathname: /v1, x-environment: testnet, x-host: websocketApi', 'pathname: /v1', 'major/patch server-removed servers.testnet.websocketApi'],
  ['lifetimeMs: 86400001', 'lifetimeMs: 43200000', 'patch/patch fact-changed connections.websocketApi lifetimeMs'],
  ['path: /stream,', 'path: /streams,', 'major/patch connection-path-changed connections.marketStreams paths.combined'],
]);

const MARK = "x-corrected: '2026-11-21'";
const CREATE_TIME = 'required: [orderId, createTime, orderStatus]';

// prettier-ignore
rows('corrections, which are patches', [
  ["orderId: { $ref: '../../components/scalars.yaml#/Id',", `orderId: { type: string, ${MARK},`, 'patch/patch field-retyped rest.convertOrderStatus answer.orderId'],
  [CREATE_TIME, `${MARK}\n  required: [orderId, orderStatus]`, 'patch/patch field-became-optional rest.acceptConvertQuote answer.createTime'],
  [FROM_ASSET, `${FROM_ASSET} required: true, ${MARK},`, 'patch/patch parameter-became-required rest.convertPairs parameters.fromAsset'],
  ["x-route: market\n    x-stream-patterns: ['{symbol}@aggTrade']", `x-route: public\n    ${MARK}\n    x-stream-patterns: ['{symbol}@aggTrade']`, 'patch/patch stream-moved streams.aggTrade x-route'],
]);

test('a correction of a call is one of its parameters too', () => {
  expect(
    linesAfter(
      ['operationId: acceptConvertQuote\n', `operationId: acceptConvertQuote\n    ${MARK}\n`],
      [QUOTE_ID, QUOTE_ID.replace(' required: true,', '')],
    ),
  ).toEqual(['patch/patch parameter-became-optional rest.acceptConvertQuote parameters.quoteId']);
});

test('a mark that both states bear excuses nothing', () => {
  const before = buildModel(smallSpec([FROM_ASSET, `${FROM_ASSET} ${MARK},`]));
  const after = buildModel(smallSpec([FROM_ASSET, `${FROM_ASSET} ${MARK}, required: true,`]));
  expect(compareModels(before, after).map(line)).toEqual([
    'major/major parameter-became-required rest.convertPairs parameters.fromAsset',
  ]);
});

test('rules about a new value of a parameter ask nothing of those who do not send it', () => {
  expect(
    linesAfter(
      ['enum: [LIMIT, MARKET]', 'enum: [LIMIT, MARKET, PEGGED]'],
      [GTD_RULE, `- { when: { type: [PEGGED] }, require: [price] }\n      ${GTD_RULE}`],
    ),
  ).toEqual([
    'minor/minor parameter-value-added rest.newOrder parameters.type',
    'minor/minor parameter-value-added rest.placeBatchOrders parameters.batchOrders[].type',
    'minor/minor parameter-value-added websocketApi.newOrder parameters.type',
  ]);
});

test('a type that only changed its name is breaking for those who name it', () => {
  expect(linesAfter(['\nLiquidationOrder:', '\nForcedOrder:'], ['#/LiquidationOrder', '#/ForcedOrder'])).toEqual([
    'minor/major exported-type-renamed events.ForceOrderEvent o',
  ]);
});

test('an event that only changed its name keeps what it holds', () => {
  expect(linesAfter(['\nContractInfoEvent:', '\nContractEvent:'], ['#/ContractInfoEvent', '#/ContractEvent'])).toEqual([
    'minor/major event-renamed events.ContractEvent',
  ]);
});

test('what the model does not hold is compared by the documents', () => {
  const after = smallSpec(
    ['{ serverTime: 1499827319559 }', '{ serverTime: 1 }'],
    ['limit: 1000, first: U', 'limit: 500, first: U'],
    ['ConvertPair:\n  type: object\n', 'ConvertPair:\n  type: object\n  title: Pair\n'],
  );
  expect(compareModels(presentModel, buildModel(after))).toEqual([]);
  expect(compareDocuments(present, after).map(line).sort()).toEqual([
    'patch/none example-changed documents.openApi paths./time.get.responses.200.content.application/json.example',
    'patch/none other-changed documents.marketStreams channels.partialDepth.x-order-book',
    'patch/patch text-changed documents.openApi components.schemas.ConvertPair.title',
  ]);
});

describe('what is said of findings', () => {
  const sample = findings(
    [
      " id: { $ref: '../../components/scalars.yaml#/SafeInteger', description: Trade id. }",
      " id: { $ref: '../../components/scalars.yaml#/Id', description: Trade id. }",
    ],
    ['/ping:\n', '/v2/ping:\n'],
    ['summary: Returns the time', 'summary: Tells the time'],
    [PAIR_FIELD, `${PAIR_FIELD}\n    limit: { type: integer, description: New. }`],
  );

  test('the same change of several places is told once, with what a caller must do', () => {
    expect(linesOf(sample)).toEqual([
      '',
      'Breaking',
      '  rest.recentTrades answer[].id, rest.historicalTrades answer[].id',
      '    field retyped: integer → 64-bit id [spec major, client major]',
      '    Read `id` as 64-bit id.',
      '',
      'Breaking for readers of the specification only',
      '  rest.ping request',
      '    request line changed: GET /ping → GET /v2/ping [spec major, client patch]',
      '    Send it as `GET /v2/ping`; the client does.',
      '',
      'Minor changes',
      '  rest.convertPairs answer[].limit',
      '    field added: integer [spec minor, client minor]',
      '    Nothing to do; `limit` may be read.',
      '',
      'Other changes',
      '  rest.serverTime summary',
      '    text changed [spec patch, client patch]',
      '    Nothing to do; only words changed.',
    ]);
  });

  test('an entry goes on top of the changelog and replaces one of its own version', () => {
    const entry = entryOf('0.2.0', '2026-11-21', sample);
    const once = withEntry('# Changelog\n\nIntroduction.\n\n## 0.1.0 (2026-11-01)\n\nFirst.\n', entry);
    expect(once.startsWith('# Changelog\n\nIntroduction.\n\n## 0.2.0 (2026-11-21)\n\n### Breaking\n\n- `rest.')).toBe(
      true,
    );
    expect(once.endsWith('- Wording: `rest.serverTime summary`.\n\n## 0.1.0 (2026-11-01)\n\nFirst.\n')).toBe(true);
    expect(withEntry(once, entry)).toBe(once);
  });

  test('the highest level decides the version', () => {
    expect([verdict(sample, 'spec'), verdict(sample, 'client'), verdict([], 'client')]).toEqual([
      'major',
      'major',
      'none',
    ]);
  });

  test.each([
    ['0.1.0', 'none', '0.1.0'],
    ['0.1.0', 'patch', '0.1.1'],
    ['0.1.7', 'minor', '0.2.0'],
    ['0.1.7', 'major', '0.2.0'],
    ['1.4.2', 'patch', '1.4.3'],
    ['1.4.2', 'minor', '1.5.0'],
    ['1.4.2', 'major', '2.0.0'],
  ] as const)('%s and %s make %s', (version, level, next) => {
    expect(nextVersion(version, level)).toBe(next);
    expect(reaches(next, version)).toBe(true);
  });

  test('versions are compared by number', () => {
    expect([reaches('0.10.0', '0.9.9'), reaches('0.9.9', '0.10.0'), reaches('1.0.0', '1.0.0')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
