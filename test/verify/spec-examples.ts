// The examples of the spec as traffic.
import { documentOf } from '../../codegen/load/documents.js';
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import type { Spec } from '../../codegen/verify.js';
import { record } from './spec-copies.js';

const REST = 'https://fapi.binance.com';

interface Media {
  readonly example?: Json;
  readonly examples?: { readonly [name: string]: { readonly value: Json } };
}

/** Every example of the spec as a recorded line. */
export function examples({ documents, model }: Spec): string[] {
  const events = documents
    .filter(({ root }) => 'asyncapi' in root)
    .flatMap(({ root }) => {
      const { messages } = root['components'] as unknown as { messages: { [name: string]: JsonObject } };
      return Object.values(messages).flatMap(({ examples: all }) =>
        ((all ?? []) as JsonObject[]).map(({ payload }) => toJsonText(payload!)),
      );
    });
  const answers = model.operations.flatMap(({ path, method }) => {
    const paths = documentOf(documents, 'openApi').root['paths'] as {
      [path: string]: { [method: string]: JsonObject };
    };
    const media = (paths[path]![method.toLowerCase()] as never)['responses']['200']['content'][
      'application/json'
    ] as Media;
    const values = Object.values(media.examples ?? {}).map(({ value }) => value);
    return [...(media.example === undefined ? [] : [media.example]), ...values].map((value) =>
      record(`${REST}${path}?recvWindow=5000`, toJsonText(value), '2026-11-20T10:00:00.000Z', { method, status: 200 }),
    );
  });
  return [...events, ...answers];
}
