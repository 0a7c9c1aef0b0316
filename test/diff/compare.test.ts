// The diff of two states of the spec: one small edit a line and what it must be found to be.
import { describe, expect, test } from 'vitest';
import { buildModel } from '../../codegen/model/build.js';
import { compareDocuments } from '../../codegen/diff/documents.js';
import type { Finding } from '../../codegen/diff/findings.js';
import { compareModels } from '../../codegen/diff/models.js';
import { entryOf, linesOf, withEntry } from '../../codegen/diff/print.js';
import { nextVersion, reaches, verdict } from '../../codegen/diff/version.js';
import { documentsOf, modelsOf, type Edit } from '../support/edited-spec.js';

const CONVERT = 'openapi/paths/convert.yaml';
const TRADE = 'openapi/paths/trade.yaml';
const MARKET = 'openapi/paths/market-data.yaml';
const PAIRS = 'components/convert.yaml';
const DATA = 'components/market-data.yaml';
const INCOME = 'components/income.yaml';
const ERRORS = 'components/errors.yaml';
const STREAMS = 'asyncapi/market-streams.yaml';
const EVENTS = 'components/market-events.yaml';
const USER_STREAMS = 'asyncapi/user-data-streams.yaml';
const USER_EVENTS = 'components/user-events.yaml';
const SOCKET = 'asyncapi/websocket-api.yaml';
const SOCKET_PARTS = 'components/websocket-api.yaml';

/** `spec/client kind place path` */
const line = ({ spec, client, kind, place, path }: Finding) => `${spec}/${client} ${kind} ${place} ${path}`.trim();

type Row = readonly [...Edit, ...expected: string[]];
/** Runs each row as a test of its own. */
function rows(title: string, table: readonly Row[]): void {
  describe(title, () => {
    test.each(table.map((row) => [row.slice(3).join('; ') || 'nothing', row] as const))('%s', (_, row) => {
      const [file, from, to, ...expected] = row;
      const found = compareModels(...modelsOf([[file, from, to]])).map(line);
      expect(found.sort()).toEqual([...expected].sort());
    });
  });
}

// prettier-ignore
rows('requests', [
  [CONVERT, '    parameters:\n', '    parameters:\n      - { name: limit, in: query, description: Rows., schema: { type: integer } }\n', 'minor/minor parameter-added rest.convertPairs parameters.limit'],
  [CONVERT, '    parameters:\n', '    parameters:\n      - { name: limit, in: query, required: true, description: Rows., schema: { type: integer } }\n', 'major/major required-parameter-added rest.convertPairs parameters.limit'],
  [CONVERT, 'name: fromAsset\n        in: query\n', 'name: fromAsset\n        in: query\n        required: true\n', 'major/major parameter-became-required rest.convertPairs parameters.fromAsset'],
  [CONVERT, ['operationId: acceptConvertQuote', '        required: true\n'], '', 'minor/minor parameter-became-optional rest.acceptConvertQuote parameters.quoteId'],
  [CONVERT, /      - name: validTime\n(        .*\n)+/, '', 'major/major parameter-removed rest.requestConvertQuote parameters.validTime'],
  [CONVERT, 'name: validTime', 'name: validFor', 'major/major parameter-removed rest.requestConvertQuote parameters.validTime', 'minor/minor parameter-added rest.requestConvertQuote parameters.validFor'],
  [CONVERT, 'enum: [10s]', 'enum: [10s, 30s]', 'minor/minor parameter-value-added rest.requestConvertQuote parameters.validTime'],
  [CONVERT, 'enum: [10s], ', '', 'minor/minor parameter-widened rest.requestConvertQuote parameters.validTime'],
  [MARKET, ['operationId: orderBook', '[5, 10, '], '[10, ', 'major/major parameter-value-removed rest.orderBook parameters.limit'],
  [MARKET, ['operationId: orderBook', 'default: 500'], 'default: 100', 'minor/minor default-changed rest.orderBook parameters.limit'],
  [MARKET, ['operationId: recentTrades', 'maximum: 1000'], 'maximum: 500', 'major/major parameter-narrowed rest.recentTrades parameters.limit'],
  [MARKET, ['operationId: recentTrades', 'maximum: 1000'], 'maximum: 5000', 'minor/minor parameter-widened rest.recentTrades parameters.limit'],
  [MARKET, ['operationId: recentTrades', 'minimum: 1,'], 'minimum: 0,', 'minor/minor parameter-widened rest.recentTrades parameters.limit'],
  [TRADE, ['operationId: testOrder', 'x-maximum: 10'], 'x-maximum: 5', 'major/major parameter-narrowed rest.testOrder parameters.callbackRate'],
  [TRADE, ['operationId: testOrder', 'x-maximum: 10'], 'x-maximum: 20', 'minor/minor parameter-widened rest.testOrder parameters.callbackRate'],
  [CONVERT, ['operationId: acceptConvertQuote', '{ type: string }'], "{ type: string, pattern: '[0-9]+' }", 'major/major parameter-narrowed rest.acceptConvertQuote parameters.quoteId'],
  [CONVERT, ['name: fromAsset', '{ type: string }'], '{ type: integer }', 'major/major parameter-retyped rest.convertPairs parameters.fromAsset'],
  [MARKET, ['operationId: aggTrades', 'scalars.yaml#/SafeInteger'], 'scalars.yaml#/Id', 'minor/minor parameter-widened rest.aggTrades parameters.fromId'],
  [TRADE, ['operationId: modifyOrder', "{ type: string, enum: ['true', 'false'],"], '{ type: boolean,', 'major/patch parameter-form-changed rest.modifyOrder parameters.reduceOnly'],
  [TRADE, ['operationId: cancelBatchOrders', 'scalars.yaml#/Id'], 'scalars.yaml#/SafeInteger', 'major/major parameter-retyped rest.cancelBatchOrders parameters.orderIdList[]'],
  ['components/orders.yaml', ['BatchModification:', '[symbol, side, quantity]'], '[symbol, side, quantity, price]', 'major/major parameter-became-required rest.modifyBatchOrders parameters.batchOrders[].price'],
  ['components/enums.yaml', 'enum: [LIQUIDATION, ADL]', 'enum: [LIQUIDATION]', 'major/major parameter-value-removed rest.forceOrders parameters.autoCloseType'],
  [SOCKET_PARTS, ['DepthParameters:', '      properties:\n'], '      properties:\n        side: { type: string, description: New. }\n', 'minor/minor parameter-added websocketApi.orderBook parameters.side'],
  [SOCKET_PARTS, 'enum: [GTC, IOC, FOK]', 'enum: [GTC, IOC]', 'major/major parameter-value-removed websocketApi.newAlgoOrder parameters.timeInForce'],
]);

// prettier-ignore
rows('rules about parameters', [
  [CONVERT, '        doubtful: true\n', '', 'major/major rule-added rest.convertPairs rules', 'patch/patch warning-changed rest.convertPairs rules'],
  [CONVERT, '    x-param-rules:\n      - requireOneOf: [[orderId], [quoteId]]\n', '', 'minor/minor rule-removed rest.convertOrderStatus rules'],
  [CONVERT, '[[fromAmount], [toAmount]]', '[[fromAmount], [toAmount], [validTime]]', 'minor/minor rule-removed rest.requestConvertQuote rules'],
  [CONVERT, '[[fromAmount], [toAmount]]', '[[fromAmount]]', 'major/major rule-added rest.requestConvertQuote rules'],
  [TRADE, '      - { when: { timeInForce: [GTD] }, require: [goodTillDate] }\n', '$&      - { when: { type: [MARKET] }, require: [newClientOrderId] }\n', 'major/major rule-added rest.newOrder rules'],
  [TRADE, 'when: { type: [MARKET] }, require: [quantity], forbid', 'when: { type: [MARKET, LIMIT] }, require: [quantity], forbid', 'major/major rule-added rest.newOrder rules'],
  [TRADE, '{ when: { type: [LIMIT] }, require: [timeInForce, quantity], requireOneOf: [[price], [priceMatch]] }', '{ when: { type: [LIMIT] }, require: [quantity, timeInForce] }\n      - { when: { type: [LIMIT] }, requireOneOf: [[priceMatch], [price]] }'],
  [TRADE, 'note: priceMatch takes the place of price.', 'note: Or priceMatch.', 'patch/patch text-changed rest.newOrder rules'],
]);

const PONG = `/fapi/v1/pong:
  get:
    operationId: pong
    tags: [Market Data]
    summary: Tests.
    externalDocs: { url: 'https://developers.binance.com' }
    x-security-type: NONE
    x-retry: safe
    responses:
      '200': { description: Empty., content: { application/json: { schema: { $ref: '../../components/answers.yaml#/Empty' } } } }
`;

// prettier-ignore
rows('operations and methods', [
  [MARKET, /\/fapi\/v1\/ping:[^]*?\n\n/, '', 'major/major call-removed rest.ping'],
  [MARKET, '/fapi/v1/ping:\n', `${PONG}/fapi/v1/ping:\n`, 'minor/minor call-added rest.pong'],
  [MARKET, '/fapi/v1/ping:\n', '/fapi/v2/ping:\n', 'major/patch request-line-changed rest.ping request'],
  [MARKET, '/fapi/v1/ping:\n  get:', '/fapi/v1/ping:\n  post:', 'major/patch request-line-changed rest.ping request'],
  [MARKET, 'operationId: ping\n', 'operationId: testConnectivity\n', 'major/major call-renamed rest.testConnectivity'],
  [MARKET, ['operationId: ping', 'x-weight: 1'], 'x-weight: 2', 'patch/patch weight-changed rest.ping x-weight'],
  [MARKET, ['operationId: orderBook', '[1000, 20]'], '[1000, 30]', 'patch/patch weight-changed rest.orderBook x-weight'],
  [TRADE, 'x-order-weight: { 10s: 1, 1m: 1 }', 'x-order-weight: { 10s: 2, 1m: 1 }', 'patch/patch order-weight-changed rest.newOrder x-order-weight'],
  [TRADE, ['operationId: testOrder', 'x-retry: safe'], 'x-retry: verify', 'minor/minor retry-riskier rest.testOrder x-retry'],
  [TRADE, ['operationId: newOrder', 'x-retry: verify'], 'x-retry: never', 'minor/minor retry-riskier rest.newOrder x-retry'],
  [TRADE, ['operationId: newOrder', 'x-retry: verify'], 'x-retry: safe', 'patch/patch retry-safer rest.newOrder x-retry'],
  [MARKET, ['operationId: historicalTrades', '{ apiKey: [] }'], '{ apiKey: [], signature: [] }', 'major/major authentication-raised rest.historicalTrades security'],
  [MARKET, ['operationId: historicalTrades', 'MARKET_DATA'], 'NONE', 'minor/minor authentication-lowered rest.historicalTrades security'],
  [TRADE, ['operationId: queryOrder', 'USER_DATA'], 'TRADE', 'major/major authentication-raised rest.queryOrder security'],
  [MARKET, 'summary: Tests whether', 'summary: Says whether', 'patch/patch text-changed rest.ping summary'],
  [MARKET, '#test-connectivity', '#ping', 'patch/patch text-changed rest.ping link'],
  [CONVERT, 'description: Asset to give.', 'description: What to give.', 'patch/patch text-changed rest.convertPairs parameters.fromAsset'],
  [MARKET, ['operationId: ping', '    x-retry'], '    deprecated: true\n    x-retry', 'minor/minor deprecated rest.ping'],
  [CONVERT, 'limit: 360', 'limit: 300', 'patch/patch fact-changed rest.requestConvertQuote x-quota'],
  ['openapi/openapi.yaml', 'funding: { limit: 500', 'funding: { limit: 400', 'patch/patch weight-changed weightPools funding'],
  [SOCKET_PARTS, 'const: order.place', 'const: order.create', 'major/patch request-line-changed websocketApi.newOrder request'],
  [SOCKET, ['\n  balanceV3:', 'x-weight: 5'], 'x-weight: 10', 'patch/patch weight-changed websocketApi.balanceV3 x-weight'],
  [SOCKET, '\n  balanceV3:\n', '\n  balances:\n', 'major/major call-renamed websocketApi.balances'],
]);

const FILTER = 'rest.exchangeInfo answer.symbols[].filters[]';
const STATES = ['rest.acceptConvertQuote answer.orderStatus', 'rest.convertOrderStatus answer.orderStatus'];
const KLINES = ['klines', 'continuousKlines', 'indexPriceKlines', 'markPriceKlines', 'premiumIndexKlines'];
const LINKS = ['incomeDownloadLink', 'orderDownloadLink', 'tradeDownloadLink'];

// prettier-ignore
rows('answers', [
  [PAIRS, '  properties:\n', '  properties:\n    limit: { type: integer, description: New. }\n', 'minor/minor field-added rest.convertPairs answer[].limit'],
  [PAIRS, /, toAssetMaxAmount\]([^]*?)    toAssetMaxAmount: .*\n/, ']$1', 'major/major field-removed rest.convertPairs answer[].toAssetMaxAmount'],
  [PAIRS, ', toAssetMaxAmount]', ']', 'major/major field-became-optional rest.convertPairs answer[].toAssetMaxAmount'],
  [PAIRS, 'required: [ratio,', 'required: [quoteId, ratio,', 'minor/minor field-became-required rest.requestConvertQuote answer.quoteId'],
  [PAIRS, ['AcceptedConvertQuote:', 'type: string'], 'type: integer', 'major/major field-retyped rest.acceptConvertQuote answer.orderId'],
  [PAIRS, ['\nConvertOrder:', "{ $ref: 'scalars.yaml#/Id',"], '{ type: string,', 'major/major field-retyped rest.convertOrderStatus answer.orderId'],
  [PAIRS, ['\nConvertQuote:', "{ $ref: 'scalars.yaml#/Decimal',"], '{ type: string,', 'major/major field-retyped rest.requestConvertQuote answer.ratio'],
  [PAIRS, ['\nConvertQuote:', "{ $ref: 'scalars.yaml#/Decimal',"], '{ type: number,', 'major/major field-retyped rest.requestConvertQuote answer.ratio'],
  [DATA, ['\nTrade:', 'SafeInteger'], 'Id', 'major/major field-retyped rest.recentTrades answer[].id', 'major/major field-retyped rest.historicalTrades answer[].id'],
  [PAIRS, 'SUCCESS, FAIL]', 'SUCCESS, FAIL, REFUNDED]', ...STATES.map((place) => `minor/minor value-added ${place}`)],
  [PAIRS, '[PROCESS, ACCEPT_SUCCESS, ', '[PROCESS, ', ...STATES.map((place) => `patch/patch value-removed ${place}`)],
  [PAIRS, 'x-extensible-enum: [PROCESS', 'enum: [PROCESS', ...STATES.map((place) => `minor/minor values-closed ${place}`)],
  ['components/filters.yaml', 'const: LOT_SIZE', 'const: LOTS', `major/major closed-value-added ${FILTER}<LotSizeFilter>.filterType`, `patch/patch value-removed ${FILTER}<LotSizeFilter>.filterType`],
  ['components/filters.yaml', "    - $ref: '#/PositionRiskControlFilter'\n", '', `major/major option-removed ${FILTER}`],
  ['components/filters.yaml', "    - $ref: '#/PriceFilter'\n", "$&    - $ref: 'answers.yaml#/Acknowledgement'\n", `minor/minor option-added ${FILTER}`],
  [INCOME, 'info: { type: string,', "info: { type: [string, 'null'],", 'major/major field-became-nullable rest.incomeHistory answer[].info'],
  [INCOME, "{ type: [string, 'null'], ", '{ type: string, ', ...LINKS.map((id) => `minor/minor field-never-null rest.${id} answer.isExpired`)],
  [INCOME, 'x-extensible-enum: [processing, completed], ', '', ...LINKS.map((id) => `patch/patch bounds-changed rest.${id} answer.status`)],
  [INCOME, '    asset: { type: string,', '    asset: { type: string, x-also: [empty],', 'patch/patch wire-form-added rest.incomeHistory answer[].asset'],
  [INCOME, 'x-also: [integer, empty]', 'x-also: [integer]', 'patch/patch wire-form-removed rest.incomeHistory answer[].tradeId'],
  [DATA, ['\nKline:', 'x-name: quoteVolume'], 'x-name: turnover', ...KLINES.map((id) => `major/major readable-name-changed rest.${id} answer[][7]`)],
  [DATA, "openInterest: { $ref: 'scalars.yaml#/Decimal',", "openInterest: { $ref: 'scalars.yaml#/Decimal', x-removed: '2026-12-01',", 'major/major field-retired rest.openInterest answer.openInterest'],
  [DATA, ['\nFundingInfo:', 'description: Highest funding rate.'], "description: Highest., x-since: '2026-12-01'", 'patch/patch text-changed rest.fundingInfo answer[].adjustedFundingRateCap', 'patch/patch text-changed rest.fundingInfo answer[].adjustedFundingRateCap.x-since'],
  [DATA, ['\nFundingInfo:', 'disclaimer: { type: boolean,'], 'disclaimer: { type: boolean, deprecated: true,', 'minor/minor deprecated rest.fundingInfo answer[].disclaimer'],
  [MARKET, "{ $ref: '../../components/market-data.yaml#/OpenInterest' }", "{ type: array, items: { $ref: '../../components/market-data.yaml#/OpenInterest' } }", 'major/major shape-changed rest.openInterest answer'],
  [DATA, '\nOpenInterest:\n  type: object\n  description: ', '$&New, ', 'patch/patch text-changed schemas.OpenInterest'],
]);

// prettier-ignore
rows('streams and events', [
  [STREAMS, ['\n  aggTrade:', 'x-route: market'], 'x-route: public', 'major/patch stream-moved streams.aggTrade x-route'],
  [STREAMS, "address: '!assetIndex@arr'", "address: '!assetIndices'", 'major/patch stream-moved streams.assetIndexAll address'],
  [STREAMS, "['!contractInfo']\n    x-update-speed-ms: { '!contractInfo': 0 }", "['!contractInfo', '!contractInfo@arr']\n    x-update-speed-ms: { '!contractInfo': 0, '!contractInfo@arr': 0 }", 'minor/patch stream-form-added streams.contractInfo x-stream-patterns'],
  [STREAMS, "{ '{symbol}@aggTrade': 100 }", "{ '{symbol}@aggTrade': 200 }", 'patch/patch update-speed-changed streams.aggTrade x-update-speed-ms'],
  [STREAMS, /(    levels:[^]*?)'10', /, '$1', 'major/major parameter-value-removed streams.partialDepth parameters.levels'],
  [STREAMS, ['\n  tradingSession:', "    x-stream-patterns: ['tradingSession']\n"], '', 'major/major stream-removed streams.tradingSession', 'major/major event-removed events.TradingSessionEvent'],
  [STREAMS, ['\n  miniTickerAll:', "miniTickers: { $ref: '#/components/messages/miniTickers' }"], "miniTicker: { $ref: '#/components/messages/miniTicker' }", 'major/patch stream-list-changed streams.miniTickerAll messages'],
  [STREAMS, 'summary: Receives the best bid and ask of all symbols.', 'summary: Receives all best bids and asks.', 'patch/patch text-changed streams.bookTickerAll summary'],
  [EVENTS, ['\nAggTradeEvent:', '    nq:\n'], '    nr:\n', 'major/patch wire-key-renamed events.AggTradeEvent nr'],
  [EVENTS, 'x-name: quantityWithoutRpi', 'x-name: plainQuantity', 'major/major readable-name-changed events.AggTradeEvent nq'],
  [EVENTS, ['\nAggTradeEvent:', '    nq:\n'], '    rp: { type: boolean, x-name: isRpi, description: New. }\n    nq:\n', 'minor/minor field-added events.AggTradeEvent rp'],
  [EVENTS, /    nq:\n(      .*\n)+/, '', 'major/major field-removed events.AggTradeEvent nq'],
  [EVENTS, ' FXUpdate]', ' FXUpdate, JP_EquityUpdate]', 'minor/minor value-added events.TradingSessionEvent e'],
  [EVENTS, 'const: forceOrder,', 'const: liquidation,', 'major/major closed-value-added events.ForceOrderEvent e', 'patch/patch value-removed events.ForceOrderEvent e'],
  [EVENTS, /LiquidationOrder/g, 'ForcedOrder', 'minor/major exported-type-renamed events.ForceOrderEvent o'],
  [EVENTS, ['\nContractBracket:', 'type: integer'], 'type: string', 'major/major field-retyped events.ContractInfoEvent bks[].bs'],
  [USER_EVENTS, '    - COIN_SWAP_WITHDRAW\n', '$&    - GIFT\n', 'minor/minor value-added events.AccountUpdateEvent a.m'],
  [USER_EVENTS, ['\nListenKeyExpiredEvent:', "$ref: 'scalars.yaml#/Timestamp'"], 'type: string', 'major/major field-retyped events.ListenKeyExpiredEvent E'],
  [USER_STREAMS, "      gridUpdate: { $ref: '#/components/messages/gridUpdate' }\n", '', 'major/major event-removed events.GridUpdateEvent'],
  [USER_STREAMS, "      x-deprecated-since: '2025-12-15'\n", '', 'patch/patch deprecation-lifted events.ConditionalOrderTriggerRejectEvent'],
]);

// prettier-ignore
rows('errors, base URLs and connections', [
  [ERRORS, '  - code: -1000\n', "  - { code: -1999, name: NEW_ONE, kind: request, retry: 'no', messages: [New.], advice: Wait. }\n$&", 'minor/minor error-added errors.-1999'],
  [ERRORS, /  - code: -1004[^]*?(?=  - code: -1005)/, '', 'major/major error-removed errors.-1004'],
  [ERRORS, 'name: DUPLICATE_IP', 'name: DUPLICATED_IP', 'major/major error-renamed errors.-1004 name'],
  [ERRORS, ['code: -1003', "executed: 'no'"], 'executed: unknown', 'minor/minor error-outcome-uncertain errors.-1003 executed'],
  [ERRORS, ['code: -1006', 'executed: unknown'], "executed: 'no'", 'patch/patch error-outcome-known errors.-1006 executed'],
  [ERRORS, ['code: -1004', "advice: 'Nothing to do:"], "advice: 'Go on:", 'patch/patch text-changed errors.-1004 advice'],
  [ERRORS, ['id: 503-unavailable', "executed: 'no'"], 'executed: unknown', 'minor/minor error-outcome-uncertain httpErrors.503-unavailable executed'],
  [STREAMS, 'advice: Leave them out.', 'advice: Drop them.', 'patch/patch text-changed controlErrors.2 advice'],
  ['openapi/openapi.yaml', 'url: https://fapi.binance.com', 'url: https://fapi2.binance.com', 'major/patch server-moved servers.production.fapi'],
  ['openapi/openapi.yaml', 'name: X-MBX-APIKEY', 'name: X-API-KEY', 'major/patch request-line-changed security apiKeyHeader'],
  [SOCKET, '    x-environment: testnet\n', '', 'major/patch server-removed servers.testnet.websocketApi'],
  [SOCKET, 'lifetimeMs: 86400000', 'lifetimeMs: 43200000', 'patch/patch fact-changed connections.websocketApi lifetimeMs'],
  [STREAMS, 'path: /stream,', 'path: /streams,', 'major/patch connection-path-changed connections.marketStreams paths.combined'],
]);

// prettier-ignore
rows('corrections, which are patches', [
  [PAIRS, ['\nConvertOrder:', "{ $ref: 'scalars.yaml#/Id',"], "{ type: string, x-corrected: '2026-11-21',", 'patch/patch field-retyped rest.convertOrderStatus answer.orderId'],
  [PAIRS, /(AcceptedConvertQuote:\n)([^]*?)createTime, /, "$1  x-corrected: '2026-11-21'\n$2", 'patch/patch field-became-optional rest.acceptConvertQuote answer.createTime'],
  [CONVERT, /(operationId: acceptConvertQuote\n)([^]*?)        required: true\n/, "$1    x-corrected: '2026-11-21'\n$2", 'patch/patch parameter-became-optional rest.acceptConvertQuote parameters.quoteId'],
  [CONVERT, 'name: fromAsset\n', "name: fromAsset\n        required: true\n        x-corrected: '2026-11-21'\n", 'patch/patch parameter-became-required rest.convertPairs parameters.fromAsset'],
  [STREAMS, ['\n  aggTrade:', '    x-route: market\n'], "    x-route: public\n    x-corrected: '2026-11-21'\n", 'patch/patch stream-moved streams.aggTrade x-route'],
]);

test('a mark that both states bear excuses nothing', () => {
  const mark: Edit = [CONVERT, 'name: fromAsset\n', "name: fromAsset\n        x-corrected: '2026-11-21'\n"];
  const [, before] = modelsOf([mark]);
  const [, after] = modelsOf([mark, [CONVERT, 'name: fromAsset\n', 'name: fromAsset\n        required: true\n']]);
  expect(compareModels(before, after).map(line)).toEqual([
    'major/major parameter-became-required rest.convertPairs parameters.fromAsset',
  ]);
});

test('rules about a new value of a parameter ask nothing of those who do not send it', () => {
  const models = modelsOf([
    ['components/enums.yaml', 'enum: [LIMIT, MARKET]', 'enum: [LIMIT, MARKET, PEGGED]'],
    [TRADE, '      - { when: { timeInForce: [GTD] }', '      - { when: { type: [PEGGED] }, require: [price] }\n$&'],
  ]);
  expect(
    compareModels(...models)
      .map(line)
      .sort(),
  ).toEqual([
    'minor/minor parameter-value-added rest.newOrder parameters.type',
    'minor/minor parameter-value-added rest.placeBatchOrders parameters.batchOrders[].type',
    'minor/minor parameter-value-added websocketApi.newOrder parameters.type',
  ]);
});

test('an event that only changed its name keeps what it holds', () => {
  const models = modelsOf([
    [EVENTS, /ContractInfoEvent/g, 'ContractEvent'],
    [STREAMS, /ContractInfoEvent/g, 'ContractEvent'],
  ]);
  expect(compareModels(...models).map(line)).toEqual(['minor/major event-renamed events.ContractEvent']);
});

test('what the model does not hold is compared by the documents', () => {
  const [before, after] = documentsOf([
    [MARKET, '{ serverTime: 1499827319559 }', '{ serverTime: 1 }'],
    [STREAMS, 'limit: 1000, first: U', 'limit: 500, first: U'],
    [PAIRS, '  type: object\n', '  type: object\n  title: Pair\n'],
  ]);
  expect(compareModels(buildModel(before), buildModel(after))).toEqual([]);
  expect(compareDocuments(before, after).map(line).sort()).toEqual([
    'patch/none example-changed documents.openApi paths./fapi/v1/time.get.responses.200.content.application/json.example',
    'patch/none other-changed documents.marketStreams channels.diffDepth.x-order-book',
    'patch/patch text-changed documents.openApi components.schemas.ConvertPair.title',
  ]);
});

describe('what is said of findings', () => {
  const sample = compareModels(
    ...modelsOf([
      [DATA, ['\nTrade:', 'SafeInteger'], 'Id'],
      [MARKET, '/fapi/v1/ping:\n', '/fapi/v2/ping:\n'],
      [MARKET, 'summary: Returns the time', 'summary: Tells the time'],
      [PAIRS, '  properties:\n', '  properties:\n    limit: { type: integer, description: New. }\n'],
    ]),
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
      '    request line changed: GET /fapi/v1/ping → GET /fapi/v2/ping [spec major, client patch]',
      '    Send it as `GET /fapi/v2/ping`; the client does.',
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
