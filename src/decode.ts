// The door `binance-usdm/decode`: text of stream messages to events. Pure, without any import of a platform.
import {
  marketDecoders,
  userDataDecoders,
  type MarketEvent,
  type MarketEventWire,
  type UserDataEvent,
  type UserDataEventWire,
} from '../generated/events.js';
import { decodeMessage, type DecodeOptions, type Message } from './decode/decode.js';

export type { ControlReply, DecodeOptions, Message, UnknownEvent } from './decode/decode.js';
export type { Drift } from './drift.js';
export { BinanceError, DecodeError, isBinanceError, type Execution } from './errors.js';
export type { EventDecoder, FieldRow, ObjectRow } from './rows.js';
export type * from '../generated/event-types.js';
export type { MarketEvent, MarketEventWire, UserDataEvent, UserDataEventWire } from '../generated/events.js';

/**
 * Reads a message of a market stream, raw or in the combined envelope. Absent optional fields are `undefined`; opaque ids
 * are strings, exact to the digit; decimals are strings.
 *
 * @param text Text of one message.
 * @returns One event, several events, or the reply to a control message; `stream` if the envelope names it.
 * @throws {DecodeError} The text is no JSON object or array.
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 */
export function decodeMarketMessage(
  text: string,
  options: DecodeOptions & { readonly raw: true },
): Message<MarketEventWire>;
export function decodeMarketMessage(text: string, options?: DecodeOptions): Message<MarketEvent>;
export function decodeMarketMessage(text: string, options?: DecodeOptions): Message<unknown> {
  return decodeMessage(text, marketDecoders, options);
}

/**
 * Reads a message of a user data stream, raw or in the combined envelope, as {@link decodeMarketMessage} does.
 *
 * @param text Text of one message.
 * @throws {DecodeError} The text is no JSON object or array.
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams
 */
export function decodeUserDataMessage(
  text: string,
  options: DecodeOptions & { readonly raw: true },
): Message<UserDataEventWire>;
export function decodeUserDataMessage(text: string, options?: DecodeOptions): Message<UserDataEvent>;
export function decodeUserDataMessage(text: string, options?: DecodeOptions): Message<unknown> {
  return decodeMessage(text, userDataDecoders, options);
}
