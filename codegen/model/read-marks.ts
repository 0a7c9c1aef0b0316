// Marks that calls, streams, events and fields share.
import type { JsonObject } from '../load/json.js';
import { present, type Reader } from './reader.js';

/** Where a fact comes from if not from the documents of the exchange, and why it may be wrong. */
export const provenance = (reader: Reader, node: JsonObject): { observed?: string; doubtful?: string } =>
  present({
    observed: reader.optionalText(node, 'x-observed'),
    doubtful: reader.optionalText(node, 'x-doubtful'),
  });

/** When a fact was set right, so that this is not taken for a change of the exchange. */
export function correction(reader: Reader, node: JsonObject): { corrected?: string } {
  const corrected = reader.optionalText(node, 'x-corrected');
  return { ...(corrected !== undefined && { corrected }) };
}

/** What the client of this repository does by itself about what a text asks for. */
export function clientNote(reader: Reader, node: JsonObject): { clientNote?: string } {
  const note = reader.optionalText(node, 'x-client-note');
  return { ...(note !== undefined && { clientNote: note }) };
}
