// Errors of an OpenAPI document: codes of the exchange, and HTTP statuses.
import type { JsonObject } from '../load/json.js';
import { GATES, RETRY_WORDS, type ErrorModel, type HttpErrorModel } from './model.js';
import { present, type Reader } from './reader.js';

const EXECUTED = ['no', 'unknown'] as const;
const EXECUTED_OR_DONE = [...EXECUTED, 'no change needed'] as const;

/** `x-errors`. */
export const errorsOf = (reader: Reader, root: JsonObject): ErrorModel[] =>
  reader.each(reader.objects(root, 'x-errors'), (error) => errorOf(error, reader));

/** `x-http-errors`. */
export const httpErrorsOf = (reader: Reader, root: JsonObject): HttpErrorModel[] =>
  reader.each(reader.objects(root, 'x-http-errors'), (error) => httpErrorOf(error, reader));

function errorOf(node: JsonObject, reader: Reader): ErrorModel {
  reader.known(node, 'code name otherNames kind retry closes executed messages advice since doubtful', 'an error');
  return {
    code: reader.number(node, 'code'),
    name: reader.text(node, 'name'),
    ...present({ otherNames: node['otherNames'] === undefined ? undefined : reader.texts(node, 'otherNames') }),
    kind: reader.text(node, 'kind'),
    retry: reader.word(node, 'retry', RETRY_WORDS),
    closes: node['closes'] === undefined ? undefined : reader.word(node, 'closes', GATES),
    executed: node['executed'] === undefined ? undefined : reader.word(node, 'executed', EXECUTED_OR_DONE),
    messages: reader.texts(node, 'messages'),
    advice: reader.optionalText(node, 'advice'),
    ...present({ since: reader.optionalText(node, 'since'), doubtful: reader.optionalText(node, 'doubtful') }),
  };
}

function httpErrorOf(node: JsonObject, reader: Reader): HttpErrorModel {
  reader.known(node, 'id status meaning retry closes executed advice variants', 'an HTTP error');
  return {
    id: reader.text(node, 'id'),
    status: String(node['status']),
    meaning: reader.text(node, 'meaning'),
    retry: reader.word(node, 'retry', RETRY_WORDS),
    closes: node['closes'] === undefined ? undefined : reader.word(node, 'closes', GATES),
    executed: node['executed'] === undefined ? undefined : reader.word(node, 'executed', EXECUTED),
    advice: reader.optionalText(node, 'advice'),
    variants: reader.objects(node, 'variants').map((variant) => ({
      id: reader.text(variant, 'id'),
      message: reader.text(variant, 'message'),
      codes: [variant['code'] ?? [], variant['sameAs'] ?? []].flat() as number[],
      executed: reader.word(variant, 'executed', EXECUTED),
      retry: reader.word(variant, 'retry', RETRY_WORDS),
      advice: reader.optionalText(variant, 'advice'),
    })),
  };
}
