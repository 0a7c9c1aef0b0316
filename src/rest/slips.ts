// Parameters that the spec does not know, but much like ones that it does.
import { nearestNames } from '../nearest.js';
import type { Notify } from '../notices.js';
import type { CallRow } from '../rows.js';

/** Makes the function that reports them, each once. They are sent all the same: the parameter may be new. */
export function createSlipNotices(notify: Notify): (row: CallRow, params: object) => void {
  const reported = new Set<string>();
  return (row, params) => {
    for (const parameter in params) {
      if (Object.hasOwn(row.params, parameter) || SIGNING.has(parameter)) continue;
      const key = `${row.id} ${parameter}`;
      if (reported.has(key)) continue;
      const nearest = nearestParameter(parameter, Object.keys(row.params));
      if (nearest === undefined) continue;
      reported.add(key);
      notify({ kind: 'parameter', operation: row.id, parameter, nearest });
    }
  };
}

/** Parameters that every signed call takes. */
const SIGNING: ReadonlySet<string> = new Set(['recvWindow', 'timestamp']);

/** The one that looks most alike, or the first that ends with the same word, as stopPrice and triggerPrice do. */
function nearestParameter(parameter: string, known: readonly string[]): string | undefined {
  const [nearest] = nearestNames(parameter, known);
  if (nearest !== undefined) return nearest;
  const lastWord = /[A-Z][a-z]+$/.exec(parameter)?.[0];
  return lastWord === undefined ? undefined : known.find((name) => name.endsWith(lastWord));
}
