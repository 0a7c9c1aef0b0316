// generated/streams/<route>.ts: parameters and a row for each market stream; rows.ts with all rows, client.ts with the
// methods, types.ts with all types.
import { StructureKind, type MethodSignatureStructure, type OptionalKind, type StatementStructures } from 'ts-morph';
import { decoderName, streamParamsName } from '../model/names.js';
import type { Model, StreamModel, StreamParamModel } from '../model/model.js';
import { streamDoc } from './docs.js';
import { rowTable } from './row-table.js';
import { Code, constant, createImports, docText, literal, propertyName, type GeneratedFile } from './source.js';
import { streamTypes } from './type-modules.js';
import { topicOf } from './types.js';

interface Route {
  readonly route: string;
  readonly streams: readonly StreamModel[];
}

/** Emits the market streams. */
export function emitStreams(model: Model): GeneratedFile[] {
  const routes = [...new Set(model.streams.map(({ route }) => route))].map((route) => ({
    route,
    streams: model.streams.filter((stream) => stream.route === route),
  }));
  const files = routes.map(({ route, streams }) => routeFile(route, streams, model));
  return [
    ...files,
    rowTable(
      { path: 'streams/rows.ts', name: 'marketStreams', doc: 'Every market stream by its name.' },
      routes.map(({ route, streams }) => [`./${route}.js`, streams]),
    ),
    clientFile(model, routes),
    streamTypes(files, model),
  ];
}

function routeFile(route: string, streams: readonly StreamModel[], model: Model): GeneratedFile {
  const imports = createImports();
  imports.type('../../src/rows.js', 'Stream');
  for (const { event } of streams) {
    const topic = topicOf(model, event);
    imports.value(`../decoders/${topic}.js`, decoderName(event));
    imports.type(`../schemas/${topic}.js`, event);
  }
  return {
    path: `streams/${route}.ts`,
    statements: [...imports.statements(), ...streams.flatMap((stream) => [paramsOf(stream), rowOf(stream, model)])],
  };
}

function paramsOf(stream: StreamModel): StatementStructures {
  const docs = [`Parameters of {@link ${stream.id}}.`];
  const name = streamParamsName(stream.id);
  if (stream.params.length === 0) {
    return { kind: StructureKind.TypeAlias, name, isExported: true, docs, type: '{ readonly [name: string]: never }' };
  }
  return {
    kind: StructureKind.Interface,
    name,
    isExported: true,
    docs,
    properties: stream.params.map((param) => ({
      name: propertyName(param.name),
      hasQuestionToken: !param.required,
      type: typeOf(param),
      docs: [docText(param.lowerCase ? `${param.description} Upper case will do.` : param.description)],
    })),
  };
}

/** Values that are numbers may also be given as numbers. */
function typeOf({ values }: StreamParamModel): string {
  if (!values) return 'string';
  const numbers = values.every((value) => /^\d+$/.test(value)) ? values : [];
  return [...numbers, ...values.map(literal)].join(' | ');
}

function rowOf(stream: StreamModel, model: Model): StatementStructures {
  const { id, route, address, nameForm, params, patterns, event, sequence, summary, link } = stream;
  const fields = model.schemas.find(({ name }) => name === event)?.fields;
  const nameOf = (key: string | undefined) => fields?.find(({ name }) => name === key)?.label;
  const rowOfParam = ({ values, prefix, required, lowerCase }: StreamParamModel) => ({
    values,
    prefix: prefix === '' ? undefined : prefix,
    required: required || undefined,
    lowerCase: lowerCase || undefined,
  });
  const row = {
    id,
    route,
    address,
    nameForm: new RegExp(nameForm, 'u'),
    params: Object.fromEntries(params.map((param) => [param.name, rowOfParam(param)])),
    patterns,
    sequence: sequence && { id: nameOf(sequence.id), previous: nameOf(sequence.previous) },
    event: new Code(decoderName(event)),
  };
  return constant(id, row, { doc: `${summary}\n\n@see ${link}`, type: `Stream<${streamParamsName(id)}, ${event}>` });
}

function clientFile(model: Model, routes: readonly Route[]): GeneratedFile {
  const imports = createImports();
  imports.type('../../src/subscriptions.js', 'EventIterable', 'SubscribeOptions', 'Subscription');
  for (const { route, streams } of routes) {
    for (const { id, event } of streams) {
      imports.type(`./${route}.js`, streamParamsName(id));
      imports.type(`../schemas/${topicOf(model, event)}.js`, event);
    }
  }
  const streams = routes.flatMap((one) => one.streams);
  return {
    path: 'streams/client.ts',
    statements: [
      ...imports.statements(),
      {
        kind: StructureKind.Interface,
        name: 'StreamMethods',
        isExported: true,
        docs: ['Every market stream as a method: with a handler it subscribes, without one it is iterated over.'],
        methods: streams.flatMap((stream) => signaturesOf(stream, model)),
      },
    ],
  };
}

const FORMS = {
  handler: 'The handler gets each event. Resolves once the exchange has accepted the subscription.',
  iteration: 'Without a handler it is iterated over; leaving the loop ends the subscription.',
};

/** Both forms of a stream, each with its documentation: an editor shows that of the form that is called. */
function signaturesOf(stream: StreamModel, model: Model): OptionalKind<MethodSignatureStructure>[] {
  const { id, event, params } = stream;
  const type = streamParamsName(id);
  const isOptional = params.every(({ required }) => !required);
  const options = { name: 'options', type: 'SubscribeOptions', hasQuestionToken: true };
  return [
    {
      name: id,
      docs: [docText(streamDoc(stream, model, FORMS.handler))],
      parameters: [
        { name: 'params', type: isOptional ? `${type} | undefined` : type },
        { name: 'handler', type: `(event: ${event}) => void` },
        options,
      ],
      returnType: 'Promise<Subscription>',
    },
    {
      name: id,
      docs: [docText(streamDoc(stream, model, FORMS.iteration))],
      parameters: [{ name: 'params', type, hasQuestionToken: isOptional }, options],
      returnType: `EventIterable<${event}>`,
    },
  ];
}
