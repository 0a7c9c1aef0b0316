// What an automatic change must not do: take away what the spec describes.
import type { Model } from '../model/model.js';

/** Share of all fields that may go at once. */
const MOST_FIELDS = 0.01;

/** Names of all that can be called or received. */
const callsOf = ({ operations, methods, streams, events }: Model) => [
  ...operations.map(({ id }) => `rest.${id}`),
  ...methods.map(({ id }) => `websocketApi.${id}`),
  ...streams.map(({ id }) => `streams.${id}`),
  ...events.map(({ schema }) => `events.${schema}`),
];

/** Names of all parameters and of all fields that are there: one that is marked as removed is not. */
const fieldsOf = ({ operations, methods, schemas }: Model) => [
  ...[...operations, ...methods].flatMap(({ id, params }) => params.map(({ name }) => `${id} ${name}`)),
  ...schemas.flatMap(({ name, fields = [] }) =>
    fields.filter(({ removed }) => removed === undefined).map((field) => `${name} ${field.name}`),
  ),
];

/** Why a change must not be made automatically; empty if there is no reason. */
export function losses(before: Model, after: Model): string[] {
  const missing = (names: (model: Model) => string[]) => {
    const left = new Set(names(after));
    return names(before).filter((name) => !left.has(name));
  };
  const calls = missing(callsOf);
  const fields = missing(fieldsOf);
  const share = fields.length / fieldsOf(before).length;
  return [
    ...(calls.length > 0 ? [`${calls.join(', ')} would be lost`] : []),
    ...(share > MOST_FIELDS ? [`${fields.length} fields would be lost, ${(share * 100).toFixed(1)} % of all`] : []),
  ];
}
