// Compares two models of the spec: everything that both documents and client are made from.
import type { Model } from '../model/model.js';
import { compareCalls } from './calls.js';
import { compareCatalogue } from './catalogue.js';
import { marked, paired, report, type Finding } from './findings.js';
import { compareStreams } from './streams.js';

/** The differences between two states of the spec, place by place, in the order of the newer state. */
export function compareModels(before: Model, after: Model): Finding[] {
  const findings: Finding[] = [];
  const schemas = [before, after].map((model) => new Map(model.schemas.map((schema) => [schema.name, schema])));
  const [old, fresh] = schemas;
  compareCalls('rest', before.operations, after.operations, [old!, fresh!], findings);
  compareCalls('websocketApi', before.methods, after.methods, [old!, fresh!], findings);
  compareStreams(before, after, [old!, fresh!], findings);
  compareCatalogue(before, after, findings);
  for (const [a, b] of paired(before.schemas, after.schemas, ({ name }) => name).kept) {
    if (a.description === b.description) continue;
    const scope = marked({ findings, place: `schemas.${b.name}`, path: '' }, a, b);
    report(scope, 'text-changed', a.description, b.description);
  }
  return findings;
}
