// Every naming decision of the generated code.

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** `newOrder` → `NewOrderParams`. */
export const paramsName = (id: string): string => `${capital(id)}Params`;

/** `aggTrade` → `AggTradeStreamParams`: calls have parameters of such names too. */
export const streamParamsName = (id: string): string => `${capital(id)}StreamParams`;

/** `newOrder` → `NewOrderResult`. */
export const resultName = (id: string): string => `${capital(id)}Result`;

/** `BatchOrder` → `BatchOrderParams`: an element of a batch, as a caller writes it. */
export const elementName = (schema: string): string => `${schema}Params`;

/** `newOrder` with `['STOP', 'TAKE_PROFIT']` → `NewOrderStopOrTakeProfitParams`. */
export const variantName = (base: string, values: readonly string[]): string =>
  `${base.replace(/Params$/, '')}${values.map(words).join('Or')}Params`;
const words = (value: string) =>
  value
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map(capital)
    .join('');

/** `OptionalSymbol` → `optionalSymbol`: the row of a shared parameter. */
export const parameterName = (component: string): string => component.charAt(0).toLowerCase() + component.slice(1);

/** `OrderSide` → `orderSideValues`: the list of a closed enum. */
export const valuesName = (schema: string): string => `${parameterName(schema)}Values`;

/** `Market Data` → `market-data`: the file of a group. */
export const fileName = (group: string): string => group.toLowerCase().replaceAll(' ', '-');

/** `AggTradeEvent` → `AggTradeEventWire`: the object as it is sent. */
export const wireName = (schema: string): string => `${schema}Wire`;

/** `AggTradeEvent` → `scanAggTradeEvent`: the function that reads its text. */
export const scanName = (schema: string): string => `scan${schema}`;

/** `AggTradeEvent` → `aggTradeEvent`: the constant that says how it is read. */
export const decoderName = (schema: string): string => schema.charAt(0).toLowerCase() + schema.slice(1);

/** `KlineBar` → `klineBarFields`: the table of the keys of an object. */
export const fieldsName = (schema: string): string => `${decoderName(schema)}Fields`;

/** `OrderTradeUpdateEvent` → `onOrderTradeUpdate`: the handler of an event. */
export const handlerName = (schema: string): string => `on${schema.replace(/Event$/, '')}`;

/** `PositionUpdate` and `marginType` → `PositionUpdateMarginType`: values that have no name of their own. */
export const inlineName = (schema: string, label: string): string => schema + capital(label);
