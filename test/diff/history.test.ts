// The changes of the API from 2025-11 to 2026-09, replayed: the present spec is taken back to the state before each of them.
import { expect, test } from 'vitest';
import { compareModels } from '../../codegen/diff/models.js';
import { verdict } from '../../codegen/diff/version.js';
import type { Level } from '../../codegen/diff/kinds.js';
import { modelsOf, type Edit } from '../support/edited-spec.js';

const TRADE = 'openapi/paths/trade.yaml';
const MARKET = 'openapi/paths/market-data.yaml';
const DATA = 'components/market-data.yaml';
const ORDERS = 'components/orders.yaml';
const ALGO = 'components/algo-orders.yaml';
const ENUMS = 'components/enums.yaml';
const ACCOUNTS = 'components/accounts.yaml';
const STREAMS = 'asyncapi/market-streams.yaml';
const EVENTS = 'components/market-events.yaml';
const USER_STREAMS = 'asyncapi/user-data-streams.yaml';
const USER_EVENTS = 'components/user-events.yaml';
const SOCKET = 'asyncapi/websocket-api.yaml';
const SOCKET_PARTS = 'components/websocket-api.yaml';

interface Change {
  readonly date: string;
  readonly title: string;
  /** From the present spec to the state before. */
  readonly undo: readonly Edit[];
  /** Where the exchange did not change: how the present spec says so. */
  readonly mark?: readonly Edit[];
  readonly spec: Level;
  readonly client: Level;
  /** All kinds of findings, and all places. */
  readonly kinds: readonly string[];
  readonly places: readonly string[];
}

const ALGO_CALLS = [
  'newAlgoOrder',
  'cancelAlgoOrder',
  'queryAlgoOrder',
  'openAlgoOrders',
  'allAlgoOrders',
  'cancelAllAlgoOrders',
];
const oldParameter = (name: string) =>
  `      - { name: ${name}, in: query, description: Old., schema: { type: string } }\n`;
const MARK = "x-corrected: '2026-11-21'";

// prettier-ignore
const changes: readonly Change[] = [
  { date: '2025-11-06', title: 'algo orders are added', spec: 'minor', client: 'minor', kinds: ['call-added', 'event-added'], places: [...ALGO_CALLS.map((id) => `rest.${id}`), 'websocketApi.newAlgoOrder', 'websocketApi.cancelAlgoOrder', 'events.AlgoUpdateEvent'],
    undo: [[TRADE, /\/fapi\/v1\/algoOrder:[^]*?(?=\/fapi\/v3\/positionRisk:)/, ''], [SOCKET, /\n {2}newAlgoOrder:[^]*?(?=\n {2}accountV3:)/, ''], [USER_STREAMS, "      algoUpdate: { $ref: '#/components/messages/algoUpdate' }\n", '']] },
  { date: '2025-11-18', title: 'RPI orders', spec: 'minor', client: 'minor', kinds: ['parameter-value-added', 'field-added'], places: ['rest.newOrder', 'rest.testOrder', 'rest.placeBatchOrders', 'rest.newAlgoOrder', 'websocketApi.newOrder', 'rest.recentTrades', 'rest.historicalTrades'],
    undo: [[ENUMS, 'enum: [GTC, IOC, FOK, GTX, GTD, RPI]', 'enum: [GTC, IOC, FOK, GTX, GTD]'], [DATA, /    isRPITrade:\n.*\n/, '']] },
  { date: '2025-11-20', title: 'risk of auto-deleveraging', spec: 'minor', client: 'minor', kinds: ['call-added'], places: ['rest.adlRisk'],
    undo: [[MARKET, /\/fapi\/v1\/symbolAdlRisk:[^]*?\n\n/, '']] },
  { date: '2025-11-25', title: 'order books with RPI orders', spec: 'minor', client: 'minor', kinds: ['call-added', 'stream-added', 'field-added'], places: ['rest.rpiOrderBook', 'streams.rpiDepth', 'rest.commissionRate'],
    undo: [[MARKET, /\/fapi\/v1\/rpiDepth:[^]*?\n\n/, ''], [STREAMS, "    x-stream-patterns: ['{symbol}@rpiDepth@500ms']\n", ''], [ACCOUNTS, /    rpiCommissionRate:\n(?:      .*\n)+/, '']] },
  { date: '2025-11-27', title: 'reason in ALGO_UPDATE', spec: 'minor', client: 'minor', kinds: ['field-added'], places: ['events.AlgoUpdateEvent'],
    undo: [[USER_EVENTS, /    rm:\n.*\n/, '']] },
  { date: '2025-12-09', title: 'conditional orders leave newOrder', spec: 'major', client: 'major', kinds: ['parameter-removed', 'parameter-value-removed', 'optional-field-retired'], places: ['rest.newOrder', 'rest.placeBatchOrders', 'websocketApi.newOrder'],
    undo: [[ENUMS, 'enum: [LIMIT, MARKET]', 'enum: [LIMIT, MARKET, STOP, STOP_MARKET, TAKE_PROFIT, TAKE_PROFIT_MARKET, TRAILING_STOP_MARKET]'], [TRADE, "      - { $ref: '../../components/parameters.yaml#/NewOrderRespType' }\n", `$&${['stopPrice', 'closePosition', 'activationPrice', 'callbackRate', 'workingType', 'priceProtect'].map(oldParameter).join('')}`], [SOCKET_PARTS, ['OrderPlaceParameters:', '        goodTillDate:'], '        stopPrice: { type: string, description: Old. }\n$&'], [ORDERS, /\n *x-removed: '2025-12-09',?/g, '']] },
  { date: '2025-12-11', title: 'TradFi contracts', spec: 'minor', client: 'minor', kinds: ['call-added', 'stream-added', 'event-added', 'value-added'], places: ['rest.acceptTradfiContract', 'rest.tradingSchedule', 'streams.tradingSession', 'events.TradingSessionEvent', 'rest.exchangeInfo', 'rest.basis', 'events.ContinuousKlineEvent', 'events.ContractInfoEvent'],
    undo: [[TRADE, /\/fapi\/v1\/stock\/contract:[^]*$/, ''], [MARKET, /\/fapi\/v1\/tradingSchedule:[^]*$/, ''], [STREAMS, "    x-stream-patterns: ['tradingSession']\n", ''], [ENUMS, 'PERPETUAL_DELIVERING, TRADIFI_PERPETUAL]', 'PERPETUAL_DELIVERING]']] },
  { date: '2025-12-15', title: 'CONDITIONAL_ORDER_TRIGGER_REJECT is deprecated', spec: 'minor', client: 'minor', kinds: ['deprecated'], places: ['events.ConditionalOrderTriggerRejectEvent'],
    undo: [[USER_STREAMS, "      x-deprecated-since: '2025-12-15'\n", '']] },
  { date: '2025-12-16', title: 'answer to cancelAlgoOrder shrinks', spec: 'major', client: 'major', kinds: ['field-removed'], places: ['rest.cancelAlgoOrder', 'websocketApi.cancelAlgoOrder'],
    undo: [[ALGO, ['\nCanceledAlgoOrder:', '  properties:\n'], '  properties:\n    symbol: { type: string, description: Old. }\n']] },
  { date: '2025-12-19', title: 'activationPrice becomes activatePrice', spec: 'major', client: 'major', kinds: ['parameter-removed', 'parameter-added', 'warning-changed', 'text-changed'], places: ['rest.newAlgoOrder'],
    undo: [[TRADE, '      - name: activatePrice', '      - name: activationPrice'], [TRADE, 'forbid: [activatePrice, callbackRate]', 'forbid: [activationPrice, callbackRate]'], [TRADE, 'documented; activatePrice takes', 'documented; activationPrice takes']] },
  { date: '2025-12-29', title: 'filter MAX_NUM_ALGO_ORDERS goes', spec: 'major', client: 'major', kinds: ['field-retired'], places: ['rest.exchangeInfo'],
    undo: [['components/filters.yaml', ", x-removed: '2025-12-29'", '']] },
  { date: '2025-12-29', title: 'quantity without RPI orders', spec: 'minor', client: 'minor', kinds: ['field-added'], places: ['rest.aggTrades', 'events.AggTradeEvent'],
    undo: [[EVENTS, /    nq:\n(?:      .*\n)+/, ''], [DATA, /    nq:\n(?:      .*\n)+/, '']] },
  { date: '2026-01-13', title: 'algoid was algoId all along', spec: 'patch', client: 'patch', kinds: ['parameter-removed', 'parameter-added'], places: ['websocketApi.cancelAlgoOrder'],
    undo: [[SOCKET_PARTS, ['AlgoOrderCancelParameters:', '        algoId:'], '        algoid:'], [SOCKET, '{ requireOneOf: [[algoId], [clientAlgoId]] }', '{ requireOneOf: [[algoid], [clientAlgoId]] }']], mark: [[SOCKET, '\n  cancelAlgoOrder:\n', `$&    ${MARK}\n`]] },
  { date: '2026-01-13', title: 'isAutoAddMargin was a boolean all along', spec: 'patch', client: 'patch', kinds: ['field-retyped', 'wire-form-added'], places: ['rest.symbolConfig'],
    undo: [[ACCOUNTS, '      type: boolean\n      x-also: [string]\n', '      type: string\n']], mark: [[ACCOUNTS, '    isAutoAddMargin:\n', `$&      ${MARK}\n`]] },
  { date: '2026-01-27', title: 'newOrderRespType of algo orders', spec: 'minor', client: 'minor', kinds: ['parameter-added'], places: ['rest.newAlgoOrder', 'websocketApi.newAlgoOrder'],
    undo: [[TRADE, ['operationId: newAlgoOrder', "      - { $ref: '../../components/parameters.yaml#/NewOrderRespType' }\n"], ''], [SOCKET_PARTS, ['AlgoOrderPlaceParameters:', "        newOrderRespType: { $ref: 'enums.yaml#/NewOrderRespType', default: ACK }\n"], '']] },
  { date: '2026-01-27', title: 'unRealizedProfit was spelled so all along', spec: 'patch', client: 'patch', kinds: ['field-removed', 'field-added'], places: ['rest.positionRiskV3', 'rest.positionRiskV2', 'websocketApi.positionRiskV3', 'websocketApi.positionRiskV2'],
    undo: [['components/positions.yaml', /unRealizedProfit/g, 'unrealizedProfit']], mark: [['components/positions.yaml', '  type: object\n', `$&  ${MARK}\n`]] },
  { date: '2026-03-05', title: 'orderTypes was named so all along', spec: 'patch', client: 'patch', kinds: ['field-removed', 'field-added'], places: ['rest.exchangeInfo'],
    undo: [['components/exchange-info.yaml', /\borderTypes\b/g, 'OrderType']], mark: [['components/exchange-info.yaml', '\nSymbolInfo:\n', `$&  ${MARK}\n`]] },
  { date: '2026-03-05', title: 'orderTypes, had the exchange changed it', spec: 'major', client: 'major', kinds: ['field-removed', 'field-added'], places: ['rest.exchangeInfo'],
    undo: [['components/exchange-info.yaml', /\borderTypes\b/g, 'OrderType']] },
  { date: '2026-03-06', title: 'streams get routes', spec: 'major', client: 'patch', kinds: ['server-moved'], places: ['public', 'market', 'private'].flatMap((host) => ['production', 'market-maker', 'testnet'].map((environment) => `servers.${environment}.${host}`)),
    undo: [[STREAMS, /pathname: \/(?:public|market)/g, "pathname: ''"], [USER_STREAMS, /pathname: \/private/g, "pathname: ''"]] },
  { date: '2026-03-16', title: 'moving average of the mark price', spec: 'minor', client: 'minor', kinds: ['field-added'], places: ['events.MarkPriceUpdateEvent'],
    undo: [[EVENTS, ['\nMarkPriceUpdateEvent:', '    ap:\n'], '    apOld:\n'], [EVENTS, /    apOld:\n(?:      .*\n)+/, '']] },
  { date: '2026-04-20', title: 'limit of basis is optional', spec: 'minor', client: 'minor', kinds: ['parameter-became-optional'], places: ['rest.basis'],
    undo: [[MARKET, ['operationId: basis', '      - name: limit\n'], '$&        required: true\n']] },
  { date: '2026-04-20', title: 'allAlgoOrders loses page', spec: 'major', client: 'major', kinds: ['parameter-removed'], places: ['rest.allAlgoOrders'],
    undo: [[TRADE, ['operationId: allAlgoOrders', '    parameters:\n'], `$&${oldParameter('page')}`]] },
  { date: '2026-05-11', title: 'error -4531', spec: 'minor', client: 'minor', kinds: ['error-added'], places: ['errors.-4531'],
    undo: [['components/errors.yaml', / {2}- code: -4531[^]*?(?= {2}# 50xx)/, '']] },
  { date: '2026-05-12', title: 'eventTime of listenKeyExpired becomes an integer', spec: 'major', client: 'major', kinds: ['field-retyped', 'wire-form-added'], places: ['events.ListenKeyExpiredEvent'],
    undo: [[USER_EVENTS, "$ref: 'scalars.yaml#/Timestamp'\n      x-name: eventTime\n      x-also: [string]", 'type: string\n      x-name: eventTime']] },
  { date: '2026-06-05', title: 'queryAlgoOrder tells of the order, not of its legs', spec: 'major', client: 'major', kinds: ['field-removed', 'field-added'], places: ['rest.queryAlgoOrder', 'rest.openAlgoOrders', 'rest.allAlgoOrders'],
    undo: [[TRADE, ['operationId: queryAlgoOrder', '#/AlgoOrder'], '#/ListedAlgoOrder'], [ALGO, /        actualType:\n(?:          .*\n)+        actualQty:\n(?:          .*\n)+/, '']] },
  { date: '2026-06-05', title: 'Korean equities in tradingSchedule', spec: 'minor', client: 'minor', kinds: ['field-added'], places: ['rest.tradingSchedule'],
    undo: [[DATA, /    KR_EQUITY: .*\n/, '']] },
  { date: '2026-06-20', title: 'weight of modifyOrder and newAlgoOrder falls', spec: 'patch', client: 'patch', kinds: ['weight-changed'], places: ['rest.modifyOrder', 'rest.newAlgoOrder', 'websocketApi.modifyOrder', 'websocketApi.newAlgoOrder'],
    undo: [[TRADE, ['operationId: modifyOrder', 'x-weight: 0'], 'x-weight: 1'], [TRADE, ['operationId: newAlgoOrder', 'x-weight: 0'], 'x-weight: 1'], [SOCKET, ['\n  modifyOrder:', 'x-weight: 0'], 'x-weight: 1'], [SOCKET, ['\n  newAlgoOrder:', 'x-weight: 0'], 'x-weight: 1']] },
  { date: '2026-06-30', title: 'product type and pair in market events; contractInfo may leave the pair out', spec: 'major', client: 'major', kinds: ['field-added', 'field-became-optional'], places: ['Trade', 'AggTrade', 'MarkPriceUpdate', 'MiniTicker', 'Ticker', 'BookTicker', 'DepthUpdate', 'ForceOrder', 'ContractInfo'].map((name) => `events.${name}Event`),
    undo: [[EVENTS, /    (?:st|ps): \*(?:productType|pair)\n/g, ''], [EVENTS, /    st: &productType .*\n/, ''], [EVENTS, /    ps: &pair .*\n/, ''], [EVENTS, '[e, E, s, ct, dt, ot, cs]', '[e, E, s, ps, ct, dt, ot, cs]']] },
  { date: '2026-07-13', title: 'timestamps of statistics become integers', spec: 'major', client: 'major', kinds: ['field-retyped', 'wire-form-added'], places: ['openInterestStatistics', 'topTraderPositionRatio', 'topTraderAccountRatio', 'globalAccountRatio', 'takerVolume'].map((id) => `rest.${id}`),
    undo: [[DATA, /timestamp: &timestamp\n(.*)\n(.*)\n.*\n/, 'timestamp: &timestamp\n      type: string\n$2\n']] },
  { date: '2026-07-13', title: 'kinds of contract of continuousKlines', spec: 'major', client: 'major', kinds: ['parameter-value-added', 'parameter-value-removed'], places: ['rest.continuousKlines'],
    undo: [[MARKET, '[PERPETUAL, CURRENT_QUARTER, NEXT_QUARTER, TRADIFI_PERPETUAL]', '[PERPETUAL, CURRENT_MONTH, NEXT_MONTH, CURRENT_QUARTER, NEXT_QUARTER, PERPETUAL_DELIVERING]']] },
  { date: '2026-07-13', title: 'bars of 1s had never been served', spec: 'patch', client: 'patch', kinds: ['parameter-value-removed'], places: ['klines', 'continuousKlines', 'indexPriceKlines', 'markPriceKlines', 'premiumIndexKlines'].map((id) => `rest.${id}`),
    undo: [[ENUMS, 'enum: [1m, 3m,', 'enum: [1s, 1m, 3m,']], mark: [[ENUMS, 'KlineInterval:\n', `$&  ${MARK}\n`]] },
  { date: '2026-07-13', title: 'lists of cancelBatchOrders hold 10 at most', spec: 'major', client: 'major', kinds: ['parameter-narrowed'], places: ['rest.cancelBatchOrders'],
    undo: [[TRADE, ['operationId: cancelBatchOrders', '            maxItems: 10\n'], '']] },
  { date: '2026-07-13', title: 'algoOrder.place takes fewer values of timeInForce', spec: 'major', client: 'major', kinds: ['parameter-value-removed'], places: ['websocketApi.newAlgoOrder'],
    undo: [[SOCKET_PARTS, 'enum: [GTC, IOC, FOK]', 'enum: [GTC, IOC, FOK, GTX, GTD, RPI]']] },
  { date: '2026-07-15', title: 'order answers without avgPrice, cumQuote and cumBase', spec: 'major', client: 'major', kinds: ['field-retired'], places: ['rest.newOrder', 'rest.placeBatchOrders', 'websocketApi.newOrder', 'rest.modifyOrder', 'rest.modifyBatchOrders', 'rest.cancelOrder', 'rest.cancelBatchOrders', 'websocketApi.cancelOrder'],
    undo: [[ORDERS, /,\n? *x-removed: '2026-07-15',?/g, ''], [ORDERS, ['\nPlacedOrder:', 'required: [cumQty]'], 'required: [cumQty, cumQuote, avgPrice]'], [ORDERS, ['\nModifiedOrder:', 'required: [cumQty, pair]'], 'required: [cumQty, pair, cumBase, avgPrice]'], [ORDERS, ['\nCanceledOrder:', 'required: [cumQty]'], 'required: [cumQty, cumQuote, avgPrice]']] },
  { date: '2026-07-22', title: 'modifyId', spec: 'minor', client: 'minor', kinds: ['parameter-added', 'field-added'], places: ['rest.modifyOrder', 'rest.modifyBatchOrders', 'rest.orderAmendments', 'websocketApi.modifyOrder', 'events.OrderTradeUpdateEvent'],
    undo: [[TRADE, /      - name: modifyId\n(?:        .*\n)+/, ''], [ORDERS, / *modifyId:\n *\{\n(?:.*\n){3} *\}\n/g, ''], [SOCKET_PARTS, /        modifyId:\n(?:          .*\n)+/g, ''], [USER_EVENTS, / {4}M:\n(?: {6}.*\n)+/, '']] },
  { date: '2026-07-23', title: 'rateType of funding rates', spec: 'minor', client: 'minor', kinds: ['field-added'], places: ['rest.fundingRateHistory'],
    undo: [[DATA, /    rateType: .*\n/, '']] },
  { date: '2026-08-07', title: 'activated in ALGO_UPDATE, symbol in ACCOUNT_UPDATE', spec: 'minor', client: 'minor', kinds: ['field-added'], places: ['events.AlgoUpdateEvent', 'events.AccountUpdateEvent'],
    undo: [[USER_EVENTS, / {4}ia:\n(?: {6}.*\n)+/, ''], [USER_EVENTS, / {4}S: \{ type: string, x-name: symbol, .*\n/, '']] },
  { date: '2026-08-07', title: 'weight of historicalTrades, reach of aggTrades', spec: 'patch', client: 'patch', kinds: ['weight-changed', 'fact-changed'], places: ['rest.historicalTrades', 'rest.aggTrades'],
    undo: [[MARKET, ['operationId: historicalTrades', 'x-weight: 200'], 'x-weight: 20'], [MARKET, ['operationId: aggTrades', 'keepsMs: 172800000'], 'keepsMs: 86400000']] },
  { date: '2026-08-25', title: 'cumBase, pair, baseQty and marginAsset', spec: 'minor', client: 'minor', kinds: ['field-added'], places: ['queryOrder', 'openOrder', 'openOrders', 'allOrders', 'forceOrders', 'accountTrades'].map((id) => `rest.${id}`).concat('websocketApi.queryOrder'),
    undo: [[ORDERS, /        cumBase:\n +\{\n(?:.*\n){2} +x-since: '2026-08-25',\n +\}\n/g, ''], [ORDERS, / +(?:pair|marginAsset): .*x-since: '2026-08-25' \}\n/g, ''], [ORDERS, / +baseQty:\n +\{\n(?:.*\n){3} +\}\n/, '']] },
  { date: '2026-08-26', title: 'accountTrades reaches back 3 months', spec: 'patch', client: 'patch', kinds: ['fact-changed'], places: ['rest.accountTrades'],
    undo: [[TRADE, ['operationId: accountTrades', 'keepsMs: 7776000000'], 'keepsMs: 15552000000']] },
  { date: '2026-09-21', title: 'reduceOnly of modifyOrder, SPECIAL_FUNDING_FEE', spec: 'minor', client: 'minor', kinds: ['parameter-added', 'parameter-value-added', 'value-added'], places: ['rest.modifyOrder', 'websocketApi.modifyOrder', 'rest.incomeHistory'],
    undo: [[TRADE, ['operationId: modifyOrder', '      - name: reduceOnly\n'], '      - name: gone\n'], [TRADE, /      - name: gone\n(?:        .*\n)+/, ''], [SOCKET_PARTS, ['OrderModifyParameters:', '        reduceOnly:\n'], '        gone:\n'], [SOCKET_PARTS, /        gone:\n(?:          .*\n)+/, ''], [ENUMS, /    - SPECIAL_FUNDING_FEE.*\n/, '']] },
  { date: '2026-09-22', title: 'foreign exchange', spec: 'minor', client: 'minor', kinds: ['field-added', 'value-added'], places: ['rest.tradingSchedule', 'events.TradingSessionEvent'],
    undo: [[DATA, /    FX: .*\n/, ''], [EVENTS, ', FXUpdate]', ']']] },
];

test.each(changes.map((change) => [change.date, change.title, change] as const))('%s %s', (_, __, change) => {
  const [present, before] = modelsOf(change.undo);
  const after = change.mark ? modelsOf(change.mark)[1] : present;
  const findings = compareModels(before, after);
  expect([...new Set(findings.map(({ kind }) => kind))].sort()).toEqual([...change.kinds].sort());
  expect([...new Set(findings.map(({ place }) => place))].sort()).toEqual([...change.places].sort());
  expect({ spec: verdict(findings, 'spec'), client: verdict(findings, 'client') }).toEqual({
    spec: change.spec,
    client: change.client,
  });
});
