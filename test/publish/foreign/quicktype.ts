// What quicktype makes of the schemas of the events, and the documented examples that its types must carry.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSpec } from '../../../codegen/load/documents.js';
import { lastStep, toJsonText, type Json, type JsonObject } from '../../../codegen/load/json.js';
import { mapAt, mapsAt, mapsInList } from '../../../codegen/load/nodes.js';
import { SPEC, TOOLS } from './tools.js';

/** An example of each event, by the name of its schema. */
export const EVENTS: ReadonlyMap<string, Json> = eventExamples();

function eventExamples(): Map<string, Json> {
  const documents = loadSpec('spec').filter(({ kind }) => kind === 'marketStreams' || kind === 'userDataStreams');
  const messages = documents.flatMap(({ root }) => Object.values(mapsAt(root, 'components', 'messages')));
  return new Map(
    messages.flatMap((message) => {
      const name = lastStep(String(mapAt(message, 'payload')['$ref']));
      const payload = mapsInList(message, 'examples')[0]?.['payload'];
      return name.endsWith('Event') && payload !== undefined ? [[name, payload]] : [];
    }),
  );
}

/** Lines `["<name of the schema>",<example>]` that the programs read. */
export const eventLines = (): string =>
  [...EVENTS].map(([name, event]) => `${toJsonText([name, event] as Json[])}\n`).join('');

/** The schema of an event as text. */
export const schemaText = (name: string): string => readFileSync(join(SPEC, `quicktype/${name}.json`), 'utf8');

/** Every key that a schema describes. */
export function keysOf(node: Json | JsonObject | undefined): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const keys = Array.isArray(node) ? [] : Object.keys(mapAt(node, 'properties'));
  return [...keys, ...Object.values(node).flatMap(keysOf)];
}

/** What is used of quicktype-core. It is not there unless these tests have run, so its own types cannot be used. */
interface Quicktype {
  readonly FetchingJSONSchemaStore: new () => object;
  readonly JSONSchemaInput: new (store: object) => {
    addSource(source: { name: string; schema: string }): Promise<void>;
  };
  readonly InputData: new () => { addInput(input: object): void };
  readonly quicktypeMultiFile: (options: {
    inputData: object;
    lang: string;
    rendererOptions: RendererOptions;
  }) => Promise<Map<string, { lines: string[] }>>;
}

interface RendererOptions {
  readonly [option: string]: string;
}

/** All files that it makes of a schema, by name. */
export async function filesOf(
  name: string,
  lang: string,
  rendererOptions: RendererOptions = {},
): Promise<Map<string, string>> {
  const path = join(TOOLS, 'node_modules/quicktype-core/dist/index.js');
  const { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktypeMultiFile } = (await import(path)) as Quicktype;
  const schema = new JSONSchemaInput(new FetchingJSONSchemaStore());
  await schema.addSource({ name, schema: schemaText(name) });
  const inputData = new InputData();
  inputData.addInput(schema);
  const files = await quicktypeMultiFile({ inputData, lang, rendererOptions });
  return new Map([...files].map(([file, { lines }]) => [file, lines.join('\n')]));
}

/** The only file that it makes of a schema. */
export async function textOf(name: string, lang: string, rendererOptions: RendererOptions = {}): Promise<string> {
  return [...(await filesOf(name, lang, rendererOptions)).values()].join('\n');
}
