// types.ts of each part and generated/event-types.ts: every type that the part hands out or takes, by name, with all that
// these types are made of, so that whoever can reach a type can also import it.
import { StructureKind, type StatementStructures } from 'ts-morph';
import { wireName } from '../model/names.js';
import { referencesOf, type CallModel, type Model } from '../model/model.js';
import { typeExports, type GeneratedFile } from './source.js';
import { elementSchemaOf, fieldsOf, isEventObject, reachableFrom, topicOf } from './types.js';

/** Names of the types that a file declares. */
const declaredTypes = (statements: readonly StatementStructures[]): string[] =>
  statements.flatMap((one) =>
    (one.kind === StructureKind.Interface || one.kind === StructureKind.TypeAlias) && one.isExported ? [one.name] : [],
  );

/** The types of calls: parameters and results, which stand in the given files, and the schemas that they are made of. */
export function callTypes(
  folder: string,
  files: readonly GeneratedFile[],
  calls: readonly CallModel[],
  model: Model,
): GeneratedFile {
  const schemas = calls.flatMap((call) => schemasOf(call, model));
  return {
    path: `${folder}/types.ts`,
    statements: typeExports([...ownTypes(folder, files), ...schemaTypes(schemas, '../schemas', model)]),
  };
}

/** The types of market streams: parameters and events. */
export function streamTypes(files: readonly GeneratedFile[], model: Model): GeneratedFile {
  const events = model.streams.map(({ event }) => event);
  return {
    path: 'streams/types.ts',
    statements: typeExports([...ownTypes('streams', files), ...schemaTypes(events, '../schemas', model)]),
  };
}

/** The types of all events, as they are handed out and as they are sent. */
export function emitEventTypes(model: Model): GeneratedFile {
  const events = model.events.map(({ schema }) => schema);
  return { path: 'event-types.ts', statements: typeExports(schemaTypes(events, './schemas', model)) };
}

/** Names of the schemas that parameters and answer of a call refer to. Elements of a batch stand beside their call. */
export function schemasOf({ answer, params }: CallModel, model: Model): string[] {
  const fields = params.flatMap((param) => {
    const element = elementSchemaOf(param.type);
    return element === undefined ? [param] : fieldsOf(model, element);
  });
  return [answer.type, ...fields.map(({ type }) => type)].flatMap(referencesOf);
}

const ownTypes = (folder: string, files: readonly GeneratedFile[]) =>
  files.flatMap(({ path, statements }) =>
    declaredTypes(statements).map((name) => [`./${path.slice(folder.length + 1, -'.ts'.length)}.js`, name] as const),
  );

function schemaTypes(names: readonly string[], folder: string, model: Model): [module: string, name: string][] {
  return [...reachableFrom(model, names)].flatMap((name): [string, string][] => {
    const module = `${folder}/${topicOf(model, name)}.js`;
    return isEventObject(model, name)
      ? [
          [module, name],
          [module, wireName(name)],
        ]
      : [[module, name]];
  });
}
