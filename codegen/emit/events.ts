// generated/events.ts: all events by their type, their unions, and the handlers of user data. generated/event-types.ts: the
// types of what they hold.
import { StructureKind, VariableDeclarationKind, type StatementStructures } from 'ts-morph';
import { decoderName, handlerName, wireName } from '../model/names.js';
import type { EventModel, Model } from '../model/model.js';
import { topicOf } from './schemas.js';
import { Code, docText, importTypes, literal, type GeneratedFile } from './source.js';

/** Emits what is said of events as a whole. */
export function emitEvents(model: Model): GeneratedFile {
  const types = new Map<string, Set<string>>([['../src/rows.js', new Set(['EventDecoder'])]]);
  const decoders = new Map<string, Set<string>>();
  const add = (modules: Map<string, Set<string>>, module: string, name: string) =>
    modules.set(module, (modules.get(module) ?? new Set()).add(name));
  for (const { schema } of model.events) {
    const topic = topicOf(model, schema);
    add(types, `./schemas/${topic}.js`, schema);
    add(types, `./schemas/${topic}.js`, wireName(schema));
    add(decoders, `./decoders/${topic}.js`, decoderName(schema));
  }
  const market = model.events.filter(({ source }) => source === 'market');
  const userData = model.events.filter(({ source }) => source === 'userData');
  return {
    path: 'events.ts',
    statements: [
      ...importTypes(types),
      ...[...decoders].map(([moduleSpecifier, names]): StatementStructures => ({
        kind: StructureKind.ImportDeclaration,
        moduleSpecifier,
        namedImports: [...names].sort(),
      })),
      union('MarketEvent', 'Any event of a market stream, told apart by `eventType`.', market, (name) => name),
      union('MarketEventWire', '{@link MarketEvent} as it is sent, told apart by `e`.', market, wireName),
      union('UserDataEvent', 'Any event of a user data stream, told apart by `eventType`.', userData, (name) => name),
      union('UserDataEventWire', '{@link UserDataEvent} as it is sent, told apart by `e`.', userData, wireName),
      {
        kind: StructureKind.Interface,
        name: 'UserDataHandlers',
        isExported: true,
        docs: ['A handler for each kind of user data event. What has none is left out.'],
        properties: userData.map((event) => ({
          name: handlerName(event.schema),
          hasQuestionToken: true,
          type: `(event: ${event.schema}) => void`,
          docs: [docText(eventDoc(event))],
        })),
      },
      table('marketDecoders', 'Decoders of market stream events by the type that stands in the text.', market),
      table('userDataDecoders', 'Decoders of user data events by the type that stands in the text.', userData),
      {
        kind: StructureKind.VariableStatement,
        isExported: true,
        declarationKind: VariableDeclarationKind.Const,
        docs: ['Name of the handler of each user data event.'],
        declarations: [
          {
            name: 'userDataHandlerNames',
            type: '{ readonly [eventType: string]: keyof UserDataHandlers }',
            initializer: literal(
              Object.fromEntries(
                userData.flatMap(({ types: all, schema }) => all.map((type) => [type, handlerName(schema)])),
              ),
            ),
          },
        ],
      },
    ],
  };
}

/** Emits one module that has the types of all events, whichever files they stand in. */
export function emitEventTypes(model: Model): GeneratedFile {
  const topics = new Set(model.events.map(({ schema }) => topicOf(model, schema)));
  return {
    path: 'event-types.ts',
    statements: [...topics].map((topic) => ({
      kind: StructureKind.ExportDeclaration,
      isTypeOnly: true,
      moduleSpecifier: `./schemas/${topic}.js`,
    })),
  };
}

function union(
  name: string,
  doc: string,
  events: readonly EventModel[],
  nameOf: (schema: string) => string,
): StatementStructures {
  return {
    kind: StructureKind.TypeAlias,
    name,
    isExported: true,
    docs: [doc],
    type: events.map(({ schema }) => nameOf(schema)).join(' | '),
  };
}

function table(name: string, doc: string, events: readonly EventModel[]): StatementStructures {
  const entries = events.flatMap(({ types, schema }) => types.map((type) => [type, new Code(decoderName(schema))]));
  return {
    kind: StructureKind.VariableStatement,
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    docs: [doc],
    declarations: [
      {
        name,
        type: 'ReadonlyMap<string, EventDecoder>',
        initializer: `new Map<string, EventDecoder>(${literal(entries)})`,
      },
    ],
  };
}

function eventDoc({ types, summary, description, since, deprecatedSince, link }: EventModel): string {
  const facts = [`Type \`${types.join('`, `')}\`.`, since && `Since ${since}.`].filter(Boolean).join(' ');
  const tags = [deprecatedSince && `@deprecated Since ${deprecatedSince}.`, link && `@see ${link}`].filter(Boolean);
  return [summary, description, facts, tags.join('\n')]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}
