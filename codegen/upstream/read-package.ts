// Reads what is declared in the official package: its types, and in its code where each call goes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Node,
  Project,
  ScriptTarget,
  SyntaxKind,
  type ClassDeclaration,
  type MethodDeclaration,
  type SourceFile,
} from 'ts-morph';
import { SpecError } from '../load/spec-error.js';
import type { CallFacts, PackageFacts } from './facts.js';
import { flatType } from './flat-types.js';

/** Classes of the package that hold a method for each call, stream or event. */
const REST = 'RestAPI';
const METHODS = 'WebsocketAPIConnection';
const STREAMS = 'WebsocketStreamsConnection';
const EVENTS = 'UserDataStreamEventsResponse';

/** Reads a folder with a package. */
export function readPackage(folder: string): PackageFacts {
  const [types, code, about] = ['dist/index.d.ts', 'dist/index.js', 'package.json'].map((file) => join(folder, file));
  const missing = [types, code, about].find((file) => file === undefined || !existsSync(file));
  if (missing !== undefined || !types || !code || !about)
    throw new SpecError(`${missing}: the package has no such file`);
  const project = new Project({
    compilerOptions: { target: ScriptTarget.ES2022, allowJs: true, strict: true, types: [] },
    skipFileDependencyResolution: true,
  });
  const declared = project.addSourceFileAtPath(types);
  const { version } = JSON.parse(readFileSync(about, 'utf8')) as { version: string };
  const goes = destinationsIn(project.addSourceFileAtPath(code));
  return {
    version,
    operations: callsOf(declared.getClass(REST), goes.operations),
    methods: callsOf(declared.getClass(METHODS), goes.methods),
    streams: callsOf(declared.getClass(STREAMS), goes.streams),
    events: eventsOf(declared),
  };
}

interface Destinations {
  /** Where each method of the classes goes: `POST /fapi/v1/order`, `order.place`, `<symbol>@depth`. */
  readonly operations: Map<string, string>;
  readonly methods: Map<string, string>;
  readonly streams: Map<string, string>;
}

/** Where calls go, from the literals of the code. */
function destinationsIn(code: SourceFile): Destinations {
  const found: Destinations = { operations: new Map(), methods: new Map(), streams: new Map() };
  for (const object of code.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) {
    const [path, method] = ['endpoint', 'method'].map((name) => {
      const property = object.getProperty(name);
      return Node.isPropertyAssignment(property) ? literalOf(property.getInitializer()) : undefined;
    });
    if (path !== undefined && method !== undefined) found.operations.set(holderOf(object), `${method} ${path}`);
  }
  for (const call of code.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const name = call.getExpression().getText();
    // The first argument is written as "/order.place".slice(1).
    const [first] = call.getArguments();
    const text = first && literalOf(first.getFirstDescendantByKind(SyntaxKind.StringLiteral) ?? first)?.slice(1);
    if (text === undefined) continue;
    if (name.endsWith('.sendMessage')) found.methods.set(holderOf(call), text);
    if (/replaceWebsocketStreamsPlaceholders\)?$/.test(name)) found.streams.set(holderOf(call), text);
  }
  return found;
}

const literalOf = (node: Node | undefined) => (Node.isStringLiteral(node) ? node.getLiteralValue() : undefined);

/** Name of the method, or of the property with a function, that some code stands in. */
function holderOf(node: Node): string {
  const holder = node.getFirstAncestor(
    (one) =>
      Node.isMethodDeclaration(one) ||
      (Node.isPropertyAssignment(one) &&
        [SyntaxKind.ArrowFunction, SyntaxKind.FunctionExpression].includes(one.getInitializerOrThrow().getKind())),
  );
  return holder && Node.hasName(holder) ? holder.getName() : '';
}

function callsOf(
  holder: ClassDeclaration | undefined,
  goes: ReadonlyMap<string, string>,
): { [call: string]: CallFacts } {
  if (!holder) throw new SpecError('the package is not built as the versions known so far: a class is missing');
  const calls = holder.getMethods().flatMap((method): [string, CallFacts][] => {
    const name = goes.get(method.getName());
    return name === undefined ? [] : [[name, callOf(method)]];
  });
  return Object.fromEntries(calls.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Envelopes of answers, whose argument is the answer. */
const ENVELOPES = new Set(['Promise', 'RestApiResponse', 'WebsocketApiResponse', 'WebsocketStream']);

function callOf(method: MethodDeclaration): CallFacts {
  const [request] = method.getParameters();
  const params = request ? flatType(request.getType(), method) : {};
  let answer: Node | undefined = method.getReturnTypeNode();
  while (Node.isTypeReference(answer) && ENVELOPES.has(answer.getTypeName().getText()))
    answer = answer.getTypeArguments()[0];
  const fields = answer ? flatType(answer.getType(), method) : {};
  const { '': _, ...named } = params;
  return { params: named, answer: fields };
}

/** User data events: a union of intersections of the type key and the other keys. */
function eventsOf(declared: SourceFile): { [type: string]: CallFacts } {
  const union = declared.getTypeAliasOrThrow(EVENTS);
  const events = union
    .getType()
    .getUnionTypes()
    .flatMap((type): [string, CallFacts][] => {
      const literal = type.getProperty('e')?.getTypeAtLocation(union).getLiteralValue();
      return typeof literal === 'string' ? [[literal, { params: {}, answer: flatType(type, union) }]] : [];
    });
  return Object.fromEntries(events.sort(([a], [b]) => (a < b ? -1 : 1)));
}
