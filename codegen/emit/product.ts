// What the runtime is given: generated/<part>/facts.ts, facts with the rows of the calls that it makes itself, and
// generated/product.ts, the one row that holds everything.
import { fileName } from '../model/names.js';
import type { Model } from '../model/model.js';
import { Code, constant, createImports, shorthand, type GeneratedFile, type Imports } from './source.js';

/** Modules and what the whole product takes from each. */
const MODULES = {
  './advice.js': ['advice'],
  './errors.js': ['errors'],
  './events.js': ['userDataDecoders', 'userDataHandlerNames'],
  './protocol.js': [
    'apiKeyHeader',
    'controlErrors',
    'environments',
    'httpErrors',
    'limitHeaders',
    'timing',
    'weightPools',
  ],
  './rest/operations.js': ['operations'],
  './streams/facts.js': ['streamConnections'],
  './streams/rows.js': ['marketStreams'],
  './websocket-api/facts.js': ['webSocketApiConnections'],
  './websocket-api/methods.js': ['methods'],
};

/** What REST calls need to know. */
const REST_FACTS = ['environments', 'apiKeyHeader', 'limitHeaders', 'timing', 'errors', 'httpErrors'];

/** In the order of the type parameters of a product. */
const TYPES = {
  './rest/client.js': 'RestMethods',
  './streams/client.js': 'StreamMethods',
  './websocket-api/client.js': 'WebSocketMethods',
  './events.js': 'UserDataReceiver',
};

/** Notes are for people: they stand in the published documents. */
function withoutNotes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'note')
      .map(([key, inner]) => [key, withoutNotes(inner)]),
  );
}

/** Emits the product, and its facts by what needs them, so that a bundler can leave out the rest. */
export function emitProduct(model: Model): GeneratedFile[] {
  return [restFacts(model), streamFacts(model), webSocketApiFacts(model), product(model)];
}

/** The row of a call, imported under a name that no other import of the file has. */
function rowOf(model: Model, table: 'operations' | 'methods', id: unknown, imports: Imports, top: string): Code {
  const call = model[table].find((one) => one.id === id);
  if (!call) throw new Error(`${String(id)} is not one of the ${table}`);
  const name = `${call.id}Row`;
  imports.value(`${top}/${fileName(call.group)}.js`, `${call.id} as ${name}`);
  return new Code(name);
}

const factsOf = ({ connections }: Model, kind: keyof Model['connections']) =>
  withoutNotes(connections[kind] ?? {}) as { readonly [fact: string]: unknown };

function restFacts(model: Model): GeneratedFile {
  const imports = createImports();
  imports.type('../../src/product.js', 'RestFacts');
  for (const name of REST_FACTS) imports.value(name === 'errors' ? '../errors.js' : '../protocol.js', name);
  const facts = {
    ...shorthand(REST_FACTS),
    serverTime: rowOf(model, 'operations', model.timing.serverTime, imports, '.'),
  };
  const statement = constant('restFacts', facts, {
    doc: 'What REST calls need to know. It is without the sentences of advice, which are as large as all the rest.',
    type: 'RestFacts',
  });
  return { path: 'rest/facts.ts', statements: [...imports.statements(), statement] };
}

function streamFacts(model: Model): GeneratedFile {
  const imports = createImports();
  imports.type('../../src/product.js', 'StreamFacts');
  const limitStatuses = model.httpErrors
    .filter(({ closes }) => closes !== undefined)
    .map(({ status }) => Number(status));
  const handshake = { limitStatuses, retryAfterHeader: model.limitHeaders.retryAfter };
  const facts = { marketStreams: new Code('streamConnections') };
  return {
    path: 'streams/facts.ts',
    statements: [
      ...imports.statements(),
      constant(
        'streamConnections',
        { ...factsOf(model, 'marketStreams'), handshake },
        {
          doc: 'How the exchange treats connections of market streams.',
          isExact: true,
        },
      ),
      constant('streamFacts', facts, {
        doc: 'What market streams need to know. It is without advice.',
        type: 'StreamFacts',
      }),
    ],
  };
}

function webSocketApiFacts(model: Model): GeneratedFile {
  const imports = createImports();
  const api = factsOf(model, 'websocketApi');
  const session = api['session'] as { readonly [fact: string]: unknown };
  const row = { ...api, session: { ...session, logon: rowOf(model, 'methods', session['logon'], imports, '.') } };
  return {
    path: 'websocket-api/facts.ts',
    statements: [
      ...imports.statements(),
      constant('webSocketApiConnections', row, {
        doc: 'How the exchange treats connections of the WebSocket API, and what a session implies.',
        isExact: true,
      }),
    ],
  };
}

function product(model: Model): GeneratedFile {
  const imports = createImports();
  imports.type('../src/product.js', 'Product');
  for (const [module, names] of Object.entries(MODULES)) imports.value(module, ...names);
  for (const [module, name] of Object.entries(TYPES)) imports.type(module, name);
  const operation = (id: unknown) => rowOf(model, 'operations', id, imports, './rest');
  const userData = factsOf(model, 'userDataStreams');
  const listenKey = userData['listenKey'] as { readonly [fact: string]: unknown };
  const userDataConnections = {
    ...userData,
    listenKey: {
      ...listenKey,
      start: operation(listenKey['start']),
      keepAlive: operation(listenKey['keepAlive']),
      close: operation(listenKey['close']),
    },
  };
  const row = {
    name: model.product,
    ...shorthand([...REST_FACTS, 'advice', 'weightPools']),
    serverTime: operation(model.timing.serverTime),
    marketStreams: new Code('streamConnections'),
    controlErrors: new Code('controlErrors'),
    userDataStreams: new Code('userDataConnections'),
    websocketApi: new Code('webSocketApiConnections'),
    ...shorthand(['userDataDecoders', 'userDataHandlerNames', 'operations']),
    streams: new Code('marketStreams'),
    methods: new Code('methods'),
  };
  const statements = [
    constant('userDataConnections', userDataConnections, { isExported: false, isExact: true }),
    constant(model.product, row, {
      doc: 'The product: its facts and its rows.',
      type: `Product<${Object.values(TYPES).join(', ')}>`,
    }),
  ];
  return { path: 'product.ts', statements: [...imports.statements(), ...statements] };
}
