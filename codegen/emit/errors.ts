// generated/errors.ts: the error catalogue by code. generated/advice.ts: its sentences, which not everyone needs.
import { StructureKind } from 'ts-morph';
import type { Model } from '../model/model.js';
import { constant, createImports, type GeneratedFile } from './source.js';

/** Emits the error catalogue but for its sentences. */
export function emitErrors(model: Model): GeneratedFile {
  const facts = Object.fromEntries(
    model.errors
      .map(({ code, executed, retry, closes }) => [
        String(code),
        {
          executed: executed === 'no change needed' ? undefined : executed,
          retry: retry === 'no' ? undefined : retry,
          closes,
        },
      ])
      .filter(([, fact]) => Object.values(fact!).some((value) => value !== undefined)) as [string, object][],
  );
  const list = { names: namesOf(model), facts };
  const imports = createImports();
  imports.type('../src/rows.js', 'ErrorList');
  return {
    path: 'errors.ts',
    statements: [
      ...imports.statements(),
      constant('errors', list, {
        doc: 'Every documented error code: what it means, without advice.',
        type: 'ErrorList',
      }),
      {
        kind: StructureKind.TypeAlias,
        name: 'ErrorName',
        isExported: true,
        docs: ['Name of an error code. Newer codes may have other names.'],
        type: [...model.errors.map(({ name }) => JSON.stringify(name)), '(string & {})'].join(' | '),
      },
    ],
  };
}

/** Names by the first of the codes that follow each other, downwards. */
function namesOf({ errors }: Model): { [first: string]: string } {
  const runs: { first: number; names: string[] }[] = [];
  for (const { code, name } of errors) {
    // A name without capitals could not be told from one that is written small.
    if (!/^\S*[A-Z]\S*$/.test(name)) throw new Error(`error ${code}: its name ${JSON.stringify(name)} is no word`);
    const run = runs.at(-1);
    // Small letters are common in code, and so they compress better.
    const word = name === name.toUpperCase() ? name.toLowerCase() : name;
    if (run && code === run.first - run.names.length) run.names.push(word);
    else runs.push({ first: code, names: [word] });
  }
  return Object.fromEntries(runs.map(({ first, names }) => [String(first), names.join(' ')]));
}

/** Emits what to do about each error. */
export function emitAdvice(model: Model): GeneratedFile {
  const statuses = model.httpErrors.flatMap((status) => [status, ...status.variants]);
  const sentences = Object.fromEntries([
    ...model.errors.map(({ code, advice }) => [String(code), advice]),
    ...statuses.map(({ id, advice }) => [id, advice]),
  ]) as object;
  return {
    path: 'advice.ts',
    statements: [
      constant('advice', sentences, {
        doc: 'What to do about an error, by code, or by the id of an HTTP status.',
        type: '{ readonly [code: string]: string }',
      }),
    ],
  };
}
