// An AsyncAPI document as its parts are read: servers and schemas, which are the same in every kind.
import type { SpecDocument } from '../load/documents.js';
import type { Faults } from '../load/faults.js';
import type { SchemaModel } from './model.js';
import { serversIn } from './read-connections.js';
import { typeReader } from './read-schemas.js';
import { readerOf } from './reader.js';

const ROOT_WORDS =
  'asyncapi info defaultContentType servers channels operations components x-connection x-control-errors x-listen-key x-signing x-session';

/** What every AsyncAPI document is read with. */
export type AsyncPart = ReturnType<typeof asyncPart>;

/** Reads an AsyncAPI document as far as it is like the others. Its version must be the given one, if that is known. */
export function asyncPart(document: SpecDocument, version: string | undefined, isLenient: boolean, faults: Faults) {
  const reader = readerOf(document, isLenient, faults);
  const { root } = document;
  reader.known(root, ROOT_WORDS, 'the root');
  const info = reader.object(root, 'info');
  if (version !== undefined && reader.text(info, 'version') !== version)
    reader.fail(info, `version must be that of OpenAPI, ${version}`);
  const nodes = reader.object(reader.object(root, 'components'), 'schemas');
  const types = typeReader(reader, nodes);
  const schemas = new Map<string, SchemaModel>();
  const schema = (name: string): SchemaModel => {
    const known = schemas.get(name) ?? types.schemaOf(name, reader.object(nodes, name));
    schemas.set(name, known);
    return known;
  };
  // All that can be read on its own: answers are looked through for ids, whatever they refer to.
  const named = reader.maps(reader.object(root, 'components'), 'schemas').filter(([, node]) => types.isNamed(node));
  reader.each(named, ([name]) => schema(name));
  const servers = serversIn(
    reader,
    reader.maps(root, 'servers').map(([, server]) => server),
    (server) =>
      ['protocol', 'host', 'pathname']
        .map((part) => reader.text(server, part))
        .join('')
        .replace(/^wss?/, '$&://'),
  );
  return { reader, root, schemas, schema, servers };
}

/** The one host that serves a document. */
export function hostOf({ servers, reader, root }: AsyncPart): string {
  return servers[0]?.host ?? reader.fail(root, 'servers need x-environment and x-host');
}

/** Where the one channel of a document is found below its host. */
export function addressOf({ reader, root }: AsyncPart): string {
  const [first] = reader.maps(root, 'channels');
  return reader.text(first?.[1] ?? reader.fail(root, 'a channel is missing'), 'address');
}
