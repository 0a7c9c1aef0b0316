// Faults inside values of a document.
import type { SpecDocument } from '../load/documents.js';
import { isObject, type Json } from '../load/json.js';
import type { SpecError } from '../load/spec-error.js';

/** A fault at the end of some steps into a value, or of a key there. It is reported at the innermost object on the way. */
export function faultInside(
  document: SpecDocument,
  value: Json,
  steps: readonly string[],
  problem: string,
  key?: string,
): SpecError {
  let [holder, last, here]: [Json, string | undefined, Json | undefined] = [value, key, value];
  for (const [index, step] of steps.entries()) {
    if (typeof here !== 'object' || here === null) break;
    if (isObject(here)) [holder, last] = [here, step];
    here = (here as { [step: string]: Json })[step];
    if (isObject(here) && index === steps.length - 1) [holder, last] = [here, key];
  }
  return document.fault(holder, problem, last);
}
