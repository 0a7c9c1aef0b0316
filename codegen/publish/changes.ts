// What changed in the API by date, from the dates that the specifications carry.
import { lastStep, type Json, type JsonObject } from '../load/json.js';
import { mapAt, textAt } from '../load/nodes.js';
import { asyncOperations, restOperations, type Documents, type Entry } from './entries.js';

/** One change of the API. */
export interface Change {
  readonly date: string;
  readonly what: 'added' | 'deprecated' | 'no longer sent';
  /** Parameter, field or schema that it is about; empty where it is the entry itself. */
  readonly detail: string;
  /** What it touches. */
  readonly entries: readonly Entry[];
}

const MARKS = { 'x-since': 'added', 'x-deprecated-since': 'deprecated', 'x-removed': 'no longer sent' } as const;

/** All changes, the newest first. */
export function changesOf(documents: Documents, entries: readonly Entry[]): Change[] {
  const found = new Map<string, Change>();
  for (const [document, root] of documents) {
    const page = document === 'openapi' ? 'rest' : document;
    const own = entries.filter((entry) => entry.page === page);
    const users = usersOf(root, own);

    const walk = (node: Json, path: readonly string[]): void => {
      if (typeof node !== 'object' || node === null) return;
      if (!Array.isArray(node)) {
        const { subject, detail } = placeOf(node, path, root);
        for (const [mark, what] of Object.entries(MARKS)) {
          const date = node[mark];
          if (typeof date !== 'string') continue;
          const itself = own.filter(({ id }) => id === subject).slice(0, 1);
          const touched = itself.length > 0 ? itself : (users.get(subject) ?? []);
          const key = `${date} ${what} ${itself.length > 0 ? page : ''} ${subject} ${detail}`;
          const known = found.get(key)?.entries ?? [];
          found.set(key, { date, what, detail, entries: [...new Set([...known, ...touched])] });
        }
      }
      for (const [key, value] of Object.entries(node)) {
        if (!key.startsWith('example')) walk(value, [...path, key]);
      }
    };
    walk(root, []);
  }
  return [...found.values()].sort((a, b) => (a.date === b.date ? 0 : a.date < b.date ? 1 : -1));
}

/** The entries that show a schema, by its name. */
function usersOf(root: JsonObject, entries: readonly Entry[]): Map<string, Entry[]> {
  const users = new Map<string, Entry[]>();
  const nodes =
    'paths' in root
      ? restOperations(root).map(({ node }) => [String(node['operationId']), node] as const)
      : asyncNodes(root);
  for (const [id, node] of nodes) {
    const entry = entries.find((candidate) => candidate.id === id);
    if (entry) for (const name of reached(root, node)) users.set(name, [...(users.get(name) ?? []), entry]);
  }
  return users;
}

function asyncNodes(root: JsonObject): [string, JsonObject][] {
  return asyncOperations(root).flatMap(({ id, messages, reply, channel }) => {
    const all = [...messages, ...reply].map((one): [string, JsonObject] => [one.id, one.message]);
    // A user data event is an entry of its own, a market event belongs to its stream, a message to its method.
    return channel['x-route'] === 'private' ? all : all.map(([, message]): [string, JsonObject] => [id, message]);
  });
}

/** Names of the schemas that a node refers to, however far away. */
function reached(root: JsonObject, node: Json, names = new Set<string>()): Set<string> {
  if (typeof node !== 'object' || node === null) return names;
  for (const [key, value] of Object.entries(node)) {
    if (key !== '$ref') reached(root, value, names);
    else {
      const name = lastStep(String(value));
      const schema = mapAt(root, 'components', 'schemas', name);
      if (String(value).includes('/schemas/') && !names.has(name)) reached(root, schema, names.add(name));
    }
  }
  return names;
}

/** Where a dated node stands, in words. */
function placeOf(node: JsonObject, path: readonly string[], root: JsonObject): { subject: string; detail: string } {
  const [section, first = '', second = '', third] = path;
  if (section === 'paths' && second !== '') {
    const detail = third === 'parameters' ? `parameter ${String(node['name'])}` : '';
    return { subject: textAt(root, 'paths', first, second, 'operationId') ?? '', detail };
  }
  if (section !== 'components') return { subject: first, detail: '' };
  const property = path.lastIndexOf('properties');
  const readable = node['x-name'] === undefined ? '' : ` (${String(node['x-name'])})`;
  if (property > 0) return { subject: second, detail: `field ${path[property + 1]!}${readable} of ${second}` };
  return { subject: second, detail: first === 'schemas' ? second : '' };
}
