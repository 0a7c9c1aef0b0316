// generated/streams/<route>.ts: parameters and a row for each market stream; builders.ts and client.ts: a line for each.
import { StructureKind, VariableDeclarationKind, type StatementStructures } from 'ts-morph';
import { decoderName, paramsName } from '../model/names.js';
import type { Model, StreamModel, StreamParamModel } from '../model/model.js';
import { topicOf } from './schemas.js';
import { Code, docText, importTypes, literal, type GeneratedFile } from './source.js';

/** Emits the market streams. */
export function emitStreams(model: Model): GeneratedFile[] {
  const routes = [...new Set(model.streams.map(({ route }) => route))].map((route) => ({
    route,
    streams: model.streams.filter((stream) => stream.route === route),
  }));
  return [
    ...routes.map(({ route, streams }) => routeFile(route, streams, model)),
    tableFile(routes),
    linesFile(model, routes, {
      path: 'streams/builders.ts',
      name: 'StreamBuilders',
      doc: 'Every market stream as a function that tells its name, route and decoder.',
      type: (params, event, optional) => `(params${optional ? '?' : ''}: ${params}) => StreamReference<${event}>`,
      helpers: ['BuildStream', 'StreamReference'],
      bind: ['streamBuilders', 'Binds every row to the function that builds references.', 'build: BuildStream'],
      line: ({ id }) => `${id}: (params) => build(${id}, params)`,
    }),
    linesFile(model, routes, {
      path: 'streams/client.ts',
      name: 'StreamMethods',
      doc: 'Every market stream as a method: with a handler it subscribes, without one it is iterated over.',
      type: (params, event, optional) => `${optional ? 'SubscribeOptionally' : 'Subscribe'}<${params}, ${event}>`,
      helpers: ['Subscribe', 'SubscribeByName', 'SubscribeOptionally'],
      bind: [
        'streamMethods',
        'Binds the name of every stream to the function that subscribes.',
        'subscribe: SubscribeByName',
      ],
      line: ({ id }) => `${id}: subscribe('${id}')`,
    }),
  ];
}

interface Route {
  readonly route: string;
  readonly streams: readonly StreamModel[];
}

const isOptional = ({ params }: StreamModel) => params.every(({ required }) => !required);

function routeFile(route: string, streams: readonly StreamModel[], model: Model): GeneratedFile {
  const decoders = new Map<string, Set<string>>();
  const types = new Map<string, Set<string>>([['../../src/rows.js', new Set(['Stream'])]]);
  const add = (modules: Map<string, Set<string>>, module: string, name: string) =>
    modules.set(module, (modules.get(module) ?? new Set()).add(name));
  for (const { event } of streams) {
    const topic = topicOf(model, event);
    add(decoders, `../decoders/${topic}.js`, decoderName(event));
    add(types, `../schemas/${topic}.js`, event);
  }
  return {
    path: `streams/${route}.ts`,
    statements: [
      ...importTypes(types),
      ...[...decoders].map(([moduleSpecifier, names]): StatementStructures => ({
        kind: StructureKind.ImportDeclaration,
        moduleSpecifier,
        namedImports: [...names].sort(),
      })),
      ...streams.flatMap((stream) => [paramsOf(stream), rowOf(stream)]),
    ],
  };
}

function paramsOf(stream: StreamModel): StatementStructures {
  const docs = [`Parameters of {@link ${stream.id}}.`];
  const name = paramsName(stream.id);
  if (stream.params.length === 0) {
    return { kind: StructureKind.TypeAlias, name, isExported: true, docs, type: '{ readonly [name: string]: never }' };
  }
  return {
    kind: StructureKind.Interface,
    name,
    isExported: true,
    docs,
    properties: stream.params.map((param) => ({
      name: param.name,
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
  return [...numbers, ...values.map((value) => `'${value}'`)].join(' | ');
}

function rowOf(stream: StreamModel): StatementStructures {
  const { id, route, address, params, patterns, event } = stream;
  return {
    kind: StructureKind.VariableStatement,
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    docs: [docText(`${stream.summary}\n\n@see ${stream.link}`)],
    declarations: [
      {
        name: id,
        type: `Stream<${paramsName(id)}, ${event}>`,
        initializer: literal({
          id,
          route,
          address,
          params: Object.fromEntries(
            params.map(({ name, values, prefix, required, lowerCase }) => [
              name,
              {
                values,
                prefix: prefix === '' ? undefined : prefix,
                required: required || undefined,
                lowerCase: lowerCase || undefined,
              },
            ]),
          ),
          patterns,
          event: new Code(decoderName(event)),
        }),
      },
    ],
  };
}

function tableFile(routes: readonly Route[]): GeneratedFile {
  const names = routes.flatMap(({ streams }) => streams.map(({ id }) => id));
  return {
    path: 'streams/rows.ts',
    statements: [
      ...rowImports(routes),
      {
        kind: StructureKind.VariableStatement,
        isExported: true,
        declarationKind: VariableDeclarationKind.Const,
        docs: ['Every market stream by its name.'],
        declarations: [{ name: 'marketStreams', initializer: `{ ${names.join(', ')} }` }],
      },
    ],
  };
}

const rowImports = (routes: readonly Route[]): StatementStructures[] =>
  routes.map(({ route, streams }) => ({
    kind: StructureKind.ImportDeclaration,
    moduleSpecifier: `./${route}.js`,
    namedImports: streams.map(({ id }) => id),
  }));

/** A file with an interface of all streams and the function that makes it. */
interface Lines {
  readonly path: string;
  readonly name: string;
  readonly doc: string;
  type(params: string, event: string, optional: boolean): string;
  readonly helpers: readonly string[];
  /** Name, documentation and parameter of the function. */
  readonly bind: readonly [name: string, doc: string, parameter: string];
  line(stream: StreamModel): string;
}

function linesFile(model: Model, routes: readonly Route[], lines: Lines): GeneratedFile {
  const types = new Map<string, Set<string>>([['../../src/rows.js', new Set(lines.helpers)]]);
  for (const { route, streams } of routes) {
    types.set(`./${route}.js`, new Set(streams.map(({ id }) => paramsName(id))));
    for (const { event } of streams) {
      const module = `../schemas/${topicOf(model, event)}.js`;
      types.set(module, (types.get(module) ?? new Set()).add(event));
    }
  }
  const all = routes.flatMap(({ streams }) => streams);
  const [name, doc, parameter] = lines.bind;
  const [parameterName = '', parameterType = ''] = parameter.split(': ');
  return {
    path: lines.path,
    statements: [
      ...importTypes(types),
      ...(lines.name === 'StreamBuilders' ? rowImports(routes) : []),
      {
        kind: StructureKind.Interface,
        name: lines.name,
        isExported: true,
        docs: [lines.doc],
        properties: all.map((stream) => ({
          name: stream.id,
          type: lines.type(paramsName(stream.id), stream.event, isOptional(stream)),
          docs: [docText(streamDoc(stream))],
        })),
      },
      {
        kind: StructureKind.Function,
        name,
        isExported: true,
        docs: [doc],
        parameters: [{ name: parameterName, type: parameterType }],
        returnType: lines.name,
        statements: [`return { ${all.map((stream) => lines.line(stream)).join(', ')} };`],
      },
    ],
  };
}

function streamDoc({ summary, description, route, patterns, since, list, link }: StreamModel): string {
  const speeds = patterns.map(({ pattern, updateSpeedMs }) =>
    updateSpeedMs === 0 ? `\`${pattern}\` at once` : `\`${pattern}\` every ${updateSpeedMs} ms`,
  );
  const facts = [
    `Route: ${route}. Sent: ${speeds.join(', ')}.`,
    list && 'A message holds a list; its events are handed out one by one.',
    since && `Since ${since}.`,
  ].filter((fact) => typeof fact === 'string');
  const parts = [
    summary,
    description,
    facts.join(' '),
    `@throws {ArgumentError} A parameter breaks a rule.\n@see ${link}`,
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}
