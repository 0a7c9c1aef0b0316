// What the exchange may add any day, each said in one file of the spec.

const DOCS = 'https://developers.binance.com/en/docs/catalog/core-trading-derivatives-trading-usd-s-m-futures/api';

/** Something new, and what must follow from it. */
export interface Addition {
  readonly what: string;
  /** The one file under spec/ that is edited. */
  readonly file: string;
  /** Texts that are put before the first place of others; at the end before nothing. */
  readonly texts: readonly (readonly [before: string, text: string])[];
  /** Files under generated/ that get new lines. */
  readonly generated: readonly string[];
  /** A new line of one of them that explains it or says its facts. */
  readonly line: string;
  /** All that `npm run diff` finds. */
  readonly findings: readonly string[];
  /** Published files, and what they hold only now. */
  readonly published: readonly (readonly [path: string, text: string])[];
}

/** In the order in which they are made, one on top of the other. */
export const additions: readonly Addition[] = [
  {
    what: 'an endpoint with an answer of its own',
    file: 'openapi/paths/convert.yaml',
    texts: [
      [
        '',
        `/fapi/v1/convert/fee:
  get:
    operationId: convertFee
    tags: [Convert]
    summary: Returns what a conversion into an asset costs.
    externalDocs: { url: '${DOCS}/rest-api/convert#convert-fee' }
    security: [{ apiKey: [], signature: [] }]
    x-security-type: USER_DATA
    x-weight: 5
    x-retry: safe
    x-since: '2026-12-01'
    parameters:
      - { name: toAsset, in: query, required: true, description: Asset to receive., schema: { type: string }, example: BNB }
      - { $ref: '../../components/parameters.yaml#/RecvWindow' }
      - { $ref: '../../components/parameters.yaml#/Timestamp' }
    x-request-example: { toAsset: BNB }
    responses:
      '200':
        description: The fee.
        content:
          application/json:
            schema: { $ref: '#/ConvertFee' }
            example: { toAsset: BNB, feeRate: '0.0010' }
      default: { $ref: '../../components/responses.yaml#/Error' }
ConvertFee:
  type: object
  description: What a conversion into an asset costs.
  required: [toAsset, feeRate]
  properties:
    toAsset: { type: string, description: Asset that is received. }
    feeRate: { $ref: '../../components/scalars.yaml#/Decimal', description: 'Fee. Unit: part of the amount.' }
`,
      ],
    ],
    generated: [
      'call-texts.ts',
      'openapi.ts',
      'rest/client.ts',
      'rest/convert.ts',
      'rest/operations.ts',
      'rest/types.ts',
      'schemas/convert.ts',
    ],
    line: '* Security: USER_DATA; the client signs and dates it. Weight: 5. Repeat: safe. Since 2026-12-01.',
    findings: ['minor/minor call-added rest.convertFee'],
    published: [
      ['openapi.json', '"/fapi/v1/convert/fee"'],
      ['openapi-3.0.json', '"#/components/schemas/ConvertFee"'],
      ['schemas/ConvertFeeResult.json', '"feeRate"'],
      ['binance-usdm.postman_collection.json', '"convertFee"'],
      ['site/data/rest.js', 'client.rest.convertFee('],
      ['site/data/search.js', 'convertFee'],
      ['site/changes.html', 'convertFee'],
    ],
  },
  {
    what: 'a field',
    file: 'components/market-events.yaml',
    texts: [
      [
        '\nForceOrderEvent:',
        `    to: { $ref: 'scalars.yaml#/SafeInteger', x-name: takerOrderId, description: Order of the taker., x-since: '2026-12-01', examples: [8] }
`,
      ],
    ],
    generated: ['decoders/market-events.ts', 'schemas/market-events.ts'],
    line: '/** Order of the taker. Since 2026-12-01. */',
    findings: ['minor/minor field-added events.AggTradeEvent to'],
    published: [
      ['market-streams.json', '"takerOrderId"'],
      ['schemas/AggTradeEvent.json', 'Order of the taker.'],
      ['site/data/market-streams.js', 'Order of the taker.'],
      ['site/changes.html', 'takerOrderId'],
    ],
  },
  {
    what: 'a value of a list that calls, answers and events share',
    file: 'components/enums.yaml',
    texts: [['], description: Family of algo orders. }', ', TWAP']],
    generated: ['decoders/user-events.ts', 'openapi.ts', 'schemas/enums.ts'],
    line: "export const algoTypeValues = ['CONDITIONAL', 'TWAP'] as const;",
    findings: [
      'minor/minor parameter-value-added rest.newAlgoOrder parameters.algoType',
      'minor/minor value-added rest.newAlgoOrder answer.algoType',
      'minor/minor value-added rest.queryAlgoOrder answer.algoType',
      'minor/minor parameter-value-added rest.openAlgoOrders parameters.algoType',
      'minor/minor value-added rest.openAlgoOrders answer[].algoType',
      'minor/minor value-added rest.allAlgoOrders answer[].algoType',
      'minor/minor parameter-value-added websocketApi.newAlgoOrder parameters.algoType',
      'minor/minor value-added websocketApi.newAlgoOrder answer.algoType',
      'minor/minor value-added events.AlgoUpdateEvent o.at',
    ],
    published: [
      ['openapi.json', '"TWAP"'],
      ['user-data-streams.json', '"TWAP"'],
      ['websocket-api.json', '"TWAP"'],
      ['schemas/AlgoUpdateEvent.json', '`TWAP`'],
      ['site/data/rest.js', '"TWAP"'],
    ],
  },
  {
    what: 'a stream with an event of its own',
    file: 'asyncapi/market-streams.yaml',
    texts: [
      [
        '  # The connection itself\n  connection:',
        `  openInterest:
    address: '{symbol}@openInterest'
    servers:
      - $ref: '#/servers/productionMarket'
      - $ref: '#/servers/testnetMarket'
      - $ref: '#/servers/testnetOtherNameMarket'
    parameters:
      symbol: { $ref: '#/components/parameters/symbol' }
    x-route: market
    x-stream-patterns: ['{symbol}@openInterest']
    x-update-speed-ms: { '{symbol}@openInterest': 1000 }
    messages:
      openInterest: { $ref: '#/components/messages/openInterest' }

`,
      ],
      [
        '  # The connection itself\n  combined:',
        `  openInterest:
    action: receive
    channel: { $ref: '#/channels/openInterest' }
    tags: [{ $ref: '#/components/tags/marketStreams' }]
    summary: Receives the open interest of a symbol.
    externalDocs: { url: '${DOCS}/ws-streams/market#open-interest-streams' }
    x-since: '2026-12-01'
    messages:
      - $ref: '#/channels/openInterest/messages/openInterest'

`,
      ],
      [
        '    # Route public\n    ',
        `    openInterest:
      name: openInterest
      summary: Open interest of a symbol.
      x-dedupe: [s, E]
      x-since: '2026-12-01'
      payload: { $ref: '#/components/schemas/OpenInterestEvent' }
      examples:
        - name: symbol
          payload: { e: openInterest, E: 1788220800125, s: BTCUSDT, o: '10659.509' }
`,
      ],
      [
        "- $ref: '../components/market-events.yaml#/TradingSessionEvent'",
        `- $ref: '#/components/schemas/OpenInterestEvent'
        `,
      ],
      [
        '',
        `    OpenInterestEvent:
      type: object
      description: Open interest of a symbol.
      required: [e, E, s, o]
      properties:
        e: { type: string, const: openInterest, x-name: eventType, description: Type of the event. }
        E:
          $ref: '../components/scalars.yaml#/Timestamp'
          x-name: eventTime
          description: 'When the event was sent. Unit: ms since the Unix epoch.'
        s: { type: string, x-name: symbol, description: Contract symbol. }
        o:
          $ref: '../components/scalars.yaml#/Decimal'
          x-name: openInterest
          description: 'Open interest. Unit: base asset.'
`,
      ],
    ],
    generated: [
      'decoders/market-streams.ts',
      'event-types.ts',
      'events.ts',
      'schemas/market-streams.ts',
      'streams/client.ts',
      'streams/market.ts',
      'streams/rows.ts',
      'streams/types.ts',
    ],
    line: '* Route: market. Sent: `{symbol}@openInterest` every 1000 ms. Since 2026-12-01.',
    findings: ['minor/minor event-added events.OpenInterestEvent', 'minor/minor stream-added streams.openInterest'],
    published: [
      ['market-streams.json', '"{symbol}@openInterest"'],
      ['schemas/OpenInterestEvent.json', 'Open interest of a symbol.'],
      ['schemas/CombinedMessage.json', '"#/$defs/OpenInterestEvent"'],
      ['site/data/market-streams.js', '{symbol}@openInterest'],
      ['site/data/search.js', '{symbol}@openInterest'],
    ],
  },
  {
    what: 'an error code',
    file: 'components/errors.yaml',
    texts: [
      [
        'http:\n',
        `  - code: -5048
    name: CONVERT_PAUSED
    kind: reject
    retry: 'no'
    executed: 'no'
    messages:
      - Conversions into %s are paused.
    advice: Ask for the fee later; nothing was converted.
`,
      ],
    ],
    generated: ['advice.ts', 'errors.ts'],
    line: "'-5047': 'unknown_name convert_paused',",
    findings: ['minor/minor error-added errors.-5048'],
    published: [
      ['openapi.json', '"CONVERT_PAUSED"'],
      ['errors.json', 'Conversions into %s are paused.'],
      ['errors.csv', '-5048,CONVERT_PAUSED,'],
      ['site/errors.html', 'CONVERT_PAUSED'],
      ['site/data/search.js', 'CONVERT_PAUSED'],
    ],
  },
];
