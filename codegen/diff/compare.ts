// Compares two states of the spec: models, and what no model holds of the documents.
import { compareDocuments } from './documents.js';
import { report, shown, type Finding } from './findings.js';
import { compareModels } from './models.js';
import type { State } from './states.js';

/** Everything that differs between two states of the spec. */
export function differences(before: State, after: State): Finding[] {
  const findings = compareModels(before.model, after.model);
  if (before.form !== after.form) return findings;
  findings.push(...compareDocuments(before.documents, after.documents));
  const text = ({ documents }: State) => documents.map(({ root }) => root);
  if (findings.length === 0 && shown(text(before)) !== shown(text(after))) {
    const scope = { findings, place: 'documents', path: '' };
    report(
      scope,
      before.model.version === after.model.version ? 'other-changed' : 'text-changed',
      undefined,
      undefined,
    );
  }
  return findings;
}
