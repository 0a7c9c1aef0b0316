// The files of a spec folder: each is read once, and its faults are reported with their place.
import { readdirSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { stepsOf, valueAt, type Json } from './json.js';
import { didYouMean } from './nearest.js';
import { readSource, type SourceFile } from './read.js';
import { SpecError } from './spec-error.js';

export type Sources = ReturnType<typeof createSources>;

/** What reads the files of a spec folder. */
export function createSources(specFolder: string) {
  const files = new Map<string, SourceFile>();
  const shown = (file: string) => relative(resolve(specFolder, '..'), file).replaceAll('\\', '/');

  function sourceOf(file: string): SourceFile {
    const source = files.get(file) ?? readSource(file, shown(file));
    files.set(file, source);
    return source;
  }

  function faultAt(file: string, pointer: string, problem: string, key?: string): SpecError {
    return new SpecError(`${shown(file)}#${pointer}: ${problem}`, sourceOf(file).positionOf(pointer, key));
  }

  /** What a reference from a place in a file names: the file, the steps into it, and the value. */
  function targetOf(reference: string, from: string, pointer: string): { file: string; steps: string[]; value: Json } {
    const [path = '', fragment = ''] = reference.split('#');
    const file = path === '' ? from : resolve(dirname(from), path);
    const near = !files.has(file) && isMissing(file) ? didYouMean(basename(file), filesBeside(file)) : undefined;
    if (near !== undefined)
      throw faultAt(from, pointer, `${reference} refers to ${shown(file)}: no such file${near}`, '$ref');
    const steps = stepsOf(fragment);
    const value = valueAt(sourceOf(file).value, fragment);
    if (value !== undefined) return { file, steps, value };
    const known = valueAt(sourceOf(file).value, fragment.slice(0, fragment.lastIndexOf('/')));
    const meant = didYouMean(steps.at(-1) ?? '', Object.keys(known ?? {}));
    throw faultAt(from, pointer, `${reference} refers to nothing${meant}`, '$ref');
  }

  return { shown, sourceOf, faultAt, targetOf };
}

const isMissing = (file: string) => !filesBeside(file).includes(basename(file));

function filesBeside(file: string): string[] {
  try {
    return readdirSync(dirname(file));
  } catch {
    return [];
  }
}
