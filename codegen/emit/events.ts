// generated/events.ts: all events by their type, their unions, and the handlers of user data.
import { StructureKind, type StatementStructures } from 'ts-morph';
import { decoderName, handlerName, wireName } from '../model/names.js';
import type { EventModel, Model } from '../model/model.js';
import { eventDoc } from './docs.js';
import { Code, constant, createImports, docText, type GeneratedFile } from './source.js';
import { topicOf } from './types.js';

/** Emits what is said of events as a whole. */
export function emitEvents(model: Model): GeneratedFile {
  const imports = createImports();
  imports.type('../src/rows.js', 'EventDecoder');
  for (const { schema } of model.events) {
    const topic = topicOf(model, schema);
    imports.type(`./schemas/${topic}.js`, schema, wireName(schema));
    imports.value(`./decoders/${topic}.js`, decoderName(schema));
  }
  const market = model.events.filter(({ source }) => source === 'market');
  const userData = model.events.filter(({ source }) => source === 'userData');
  return {
    path: 'events.ts',
    statements: [
      ...imports.statements(),
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
          type: `(event: ${event.schema}) => unknown`,
          docs: [docText(eventDoc(event, model))],
        })),
      },
      {
        kind: StructureKind.TypeAlias,
        name: 'UserDataReceiver',
        isExported: true,
        docs: ['Handlers by kind of user data event, or one handler of all. What they return is not looked at.'],
        type: 'UserDataHandlers | ((event: UserDataEvent) => unknown)',
      },
      BY_TYPE,
      table('marketDecoders', 'Decoders of market stream events by the type that stands in the text.', market),
      table('userDataDecoders', 'Decoders of user data events by the type that stands in the text.', userData),
      constant(
        'userDataHandlerNames',
        Object.fromEntries(userData.flatMap(({ types, schema }) => types.map((type) => [type, handlerName(schema)]))),
        {
          doc: 'Name of the handler of each user data event.',
          type: '{ readonly [eventType: string]: keyof UserDataHandlers }',
        },
      ),
    ],
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
    type: events.map(({ schema }) => nameOf(schema)).join(' | ') || 'never',
  };
}

/** Each decoder says its types itself. */
const BY_TYPE: StatementStructures = {
  kind: StructureKind.Function,
  name: 'byType',
  parameters: [{ name: 'decoders', type: 'readonly EventDecoder[]' }],
  returnType: 'ReadonlyMap<string, EventDecoder>',
  statements: ['return new Map(decoders.flatMap((decoder) => decoder.types.map((type) => [type, decoder])));'],
};

function table(name: string, doc: string, events: readonly EventModel[]): StatementStructures {
  const decoders = events.map(({ schema }) => decoderName(schema));
  return constant(name, new Code(`/* @__PURE__ */ byType([${decoders.join(', ')}])`), {
    doc,
    type: 'ReadonlyMap<string, EventDecoder>',
  });
}
