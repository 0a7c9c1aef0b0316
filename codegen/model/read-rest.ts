// The OpenAPI document to its part of the model.
import type { SpecDocument } from '../load/documents.js';
import type { Faults } from '../load/faults.js';
import type { JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';
import { callRule, versionRule } from './allowed-names.js';
import type { OperationModel, ServerModel } from './model.js';
import { groupsOf, limitHeadersOf, timingOf, weightPoolsOf } from './read-connections.js';
import { errorsOf, httpErrorsOf } from './read-errors.js';
import { oauthOf } from './read-oauth.js';
import { operationReader, restServers } from './read-operations.js';
import { typeReader } from './read-schemas.js';
import { readerOf, type Reader } from './reader.js';

const METHODS = 'get post put delete';
const ROOT_WORDS =
  'openapi info externalDocs servers security tags paths components x-errors x-http-errors x-weight-pools x-limit-headers x-product x-timing';

/** Reads the OpenAPI document. */
export function restPart(document: SpecDocument, isLenient: boolean, faults: Faults) {
  const reader = readerOf(document, isLenient, faults);
  const { root } = document;
  reader.known(root, ROOT_WORDS, 'the root');
  const components = reader.object(root, 'components');
  const types = typeReader(reader, reader.object(components, 'schemas'));
  const named = reader.maps(components, 'schemas').filter(([, node]) => types.isNamed(node));
  const schemas = reader.each(named, ([name, node]) => types.schemaOf(name, node));
  const groups = groupsOf(reader, reader.objects(root, 'tags'));
  const servers = restServers(reader, root);
  const securitySchemes = reader.object(components, 'securitySchemes');
  const weightPools = weightPoolsOf(reader, root);
  const operationOf = operationReader(reader, types, {
    parameters: reader.optionalObject(components, 'parameters') ?? {},
    schemas: new Map(schemas.map((schema) => [schema.name, schema])),
    tags: groups.map(({ name }) => name),
    weightPools: Object.keys(weightPools),
    securitySchemes: Object.keys(securitySchemes),
    host: servers[0]?.host ?? reader.fail(root, 'servers need x-environment and x-host'),
  });
  const calls = callsIn(reader, root);
  // Read before the facts of the root, one fault of which would hide those of the calls.
  const lists = {
    operations: operationsOf(reader, calls, operationOf),
    errors: errorsOf(reader, root),
    httpErrors: httpErrorsOf(reader, root),
  };
  const info = reader.object(root, 'info');
  const facts = {
    version: reader.allowed(info, reader.text(info, 'version'), versionRule, 'version'),
    // States of the spec from before it had a name are compared too.
    product: reader.allowed(root, reader.optionalText(root, 'x-product') ?? 'spec', callRule, 'x-product'),
    servers: allServers(reader, servers, calls),
    apiKeyHeader: reader.text(reader.object(securitySchemes, 'apiKey'), 'name'),
    oauth: oauthOf(reader, components),
    limitHeaders: limitHeadersOf(reader, root),
    timing: timingOf(reader, root),
    weightPools,
    groups,
    schemas,
    ...lists,
  };
  return { reader, facts };
}

/** A call where it stands in the document. */
interface Call {
  readonly path: string;
  readonly method: string;
  readonly node: JsonObject;
}

function callsIn(reader: Reader, root: JsonObject): Call[] {
  return reader.maps(root, 'paths').flatMap(([path, item]) => {
    reader.known(item, METHODS, 'a path');
    return reader.maps({ item }, 'item').map(([method, node]) => ({ path, method, node }));
  });
}

function operationsOf(
  reader: Reader,
  calls: readonly Call[],
  operationOf: (path: string, method: string, node: JsonObject) => OperationModel,
): OperationModel[] {
  const operations = new Map<string, OperationModel>();
  reader.each(calls, ({ path, method, node }) => {
    const operation = operationOf(path, method, node);
    if (operations.has(operation.id)) reader.fail(node, `operationId ${operation.id} stands twice`);
    operations.set(operation.id, operation);
  });
  // A call that could not be read is no unknown name.
  if (operations.size === calls.length)
    reader.each(calls, ({ path, node }) => checkVerifying(reader, path, node, operations));
  return [...operations.values()];
}

function checkVerifying(
  reader: Reader,
  path: string,
  node: JsonObject,
  operations: ReadonlyMap<string, OperationModel>,
): void {
  const word = 'x-verify-with';
  const unknown = reader.texts(node, word).find((other) => !operations.has(other));
  if (unknown === undefined) return;
  const meant = didYouMean(unknown, operations.keys());
  reader.fail(node, `${word} of ${path} names ${unknown}, which is no operation${meant}`, word);
}

/** The servers of the document, then those that only some calls have. */
function allServers(reader: Reader, shared: readonly ServerModel[], calls: readonly Call[]): ServerModel[] {
  const all = [...shared, ...calls.flatMap(({ node }) => restServers(reader, node))];
  return all.filter(({ url }, index) => all.findIndex((other) => other.url === url) === index);
}
