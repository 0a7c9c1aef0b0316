// What the spec should say of an event that it does not know: its schema, its message, its stream.
import type { SpecDocument } from '../load/documents.js';
import { isObject, plain, type Json, type JsonObject } from '../load/json.js';
import type { Model, StreamModel } from '../model/model.js';
import { isFields } from './captured.js';
import type { Difference } from './differences.js';
import { UNDOCUMENTED, type FieldInference, type Holder } from './new-fields.js';
import { besides, mapIn, reference, type Component, type Place, type Places } from './places.js';
import type { UnknownEvent } from './subjects.js';
import type { Checker } from './values.js';
import type { YamlEdit } from './yaml-edits.js';

/** What an event is described by. */
export interface Described {
  readonly name: string;
  readonly component: Component;
  readonly edits: YamlEdit[];
}

/** A new event of one stream. */
interface Sent {
  readonly described: Described;
  readonly event: UnknownEvent;
  readonly since: string;
}

/** What stands in a document beside what is added to it. */
interface Neighbour {
  readonly document: SpecDocument;
  readonly root: Place;
  readonly channel: JsonObject;
  readonly operation: JsonObject;
}

/** Describes new events. */
export class EventInference {
  readonly #model: Model;
  readonly #checker: Checker;
  readonly #places: Places;
  readonly #fields: FieldInference;

  constructor(model: Model, checker: Checker, places: Places, fields: FieldInference) {
    this.#model = model;
    this.#checker = checker;
    this.#places = places;
    this.#fields = fields;
  }

  /** The schema of a new event, as it would stand beside those of its kind. */
  schema({ detail, shape }: Difference, since: string, source: 'market' | 'userData'): Described | undefined {
    const others = this.#model.events.filter((event) => event.source === source).map(({ schema }) => schema);
    const [first = ''] = others;
    const component = this.#places.component(first);
    const fields = [...this.#checker.fieldsOf(first).values()].map(({ field }) => field);
    const typeKey = fields.find(({ label }) => label === 'eventType')?.name;
    if (!component || typeKey === undefined) return undefined;
    const type = String(detail);
    const words = /^[A-Z\d_]+$/.test(type) ? type.toLowerCase().split('_') : [type];
    const name = this.#fields.freeName(`${words.map(capital).join('')}Event`);
    const edits: YamlEdit[] = [];
    const holder: Holder = {
      name,
      component,
      isEvent: true,
      hasNames: true,
      names: new Set(),
      since,
      componentEdits: edits,
    };
    const isCommon = (key: string) => others.every((other) => this.#checker.fieldsOf(other).get(key)?.field.required);
    const common = [...shape.keys].filter(([key, { count }]) => count === shape.count && isCommon(key));
    const typeField = { type: 'string', const: type, 'x-name': 'eventType', description: 'Type of the event.' };
    const required = [typeKey, ...common.map(([key]) => key)];
    const value = this.#fields.objectNode(holder, shape, { [typeKey]: typeField }, required);
    edits.push({ file: component.file, at: besides(component), do: 'set', key: name, value });
    return { name, component, edits };
  }

  /** A new event of the user data stream: its schema, its message, and the message in its channel. */
  userData(difference: Difference, since: string): YamlEdit[] | undefined {
    const document = this.#places.document('userDataStreams');
    const described = this.schema(difference, since, 'userData');
    const channel =
      document &&
      Object.entries(mapIn(document.root, 'channels')).find(([, one]) => isObject(one) && one['x-stream-patterns']);
    if (!document || !described || !channel) return undefined;
    const root = this.#places.placeIn(document, document.root);
    const message = lower(described.name).replace(/Event$/, '');
    const said = messageOf(String(difference.detail), described.name, root, described, since);
    return [
      ...described.edits,
      set(root, ['channels', channel[0], 'messages'], message, { $ref: `#/components/messages/${message}` }),
      set(root, ['components', 'messages'], message, said),
    ];
  }

  /** A new event of market streams: with its schema and message, a channel and an operation for each of its streams. */
  market(difference: Difference, since: string): YamlEdit[] | undefined {
    const streams = difference.events.filter(
      ({ stream, document }) => stream !== undefined && document === 'marketStreams',
    );
    const described = streams.length > 0 ? this.schema(difference, since, 'market') : undefined;
    if (!described) return undefined;
    const edits = streams.map((event) => this.#stream({ described, event, since }));
    // A part of its streams would make a spec that contradicts the capture.
    return edits.every((one) => one !== undefined) ? distinct([...described.edits, ...edits.flat()]) : undefined;
  }

  #stream({ described, event, since }: Sent): YamlEdit[] | undefined {
    const { stream: name = '', route, isList, type } = event;
    const known = this.#model.streams.find((stream) => new RegExp(stream.nameForm, 'u').test(name));
    const beside = this.#model.streams.find((stream) => stream.route === route);
    const neighbour = beside && this.#neighbour(beside);
    // A stream has one kind of event: another one on it is for a person to judge.
    if (known || !neighbour) return undefined;
    const { root } = neighbour;
    const { address, parameters } = this.#addressOf(name, event, neighbour.document);
    const id = this.#freeStream(lower(described.name).replace(/Event$/, '') + (name.startsWith('!') ? 'All' : ''));
    const message = lower(described.name).replace(/Event$/, isList ? 's' : '');
    const schema = isList ? `${described.name}s` : described.name;
    const list: YamlEdit = set(described.component, besides(described.component), schema, {
      type: 'array',
      description: UNDOCUMENTED,
      items: {
        $ref: reference(
          { ...described.component, at: [...besides(described.component), described.name] },
          described.component,
        ),
      },
    });
    const sample = plain(isList ? event.values.slice(0, 2) : event.values[0]);
    const said = { ...messageOf(type, schema, root, described, since), examples: [{ name: 'seen', payload: sample }] };
    return [
      ...(isList ? [list] : []),
      set(root, ['components', 'messages'], message, said),
      set(root, ['channels'], id, channelOf(neighbour, address, parameters, message)),
      set(root, ['operations'], id, operationOf(neighbour, id, message, since)),
    ];
  }

  #neighbour(stream: StreamModel): Neighbour | undefined {
    const document = this.#places.document('marketStreams');
    if (!document) return undefined;
    const channel = mapIn(mapIn(document.root, 'channels'), stream.id);
    const operation = mapIn(mapIn(document.root, 'operations'), stream.id);
    return { document, root: this.#places.placeIn(document, document.root), channel, operation };
  }

  /** The form of a stream's name: what an event says of itself, under a key that names a parameter, is that parameter. */
  #addressOf(name: string, { values: [value] }: UnknownEvent, document: SpecDocument) {
    const [, start = '', rest = ''] = /^([^@!]*)(.*)$/s.exec(name) ?? [];
    const known = mapIn(mapIn(document.root, 'components'), 'parameters');
    const labels = this.#model.events.flatMap(({ schema }) => [...this.#checker.fieldsOf(schema).values()]);
    const parameter = Object.entries(isFields(value) ? value : {})
      .filter(([, one]) => typeof one === 'string' && one.toLowerCase() === start)
      .map(
        ([key]) =>
          labels.find(({ field }) => field.name === key && known[field.label ?? ''] !== undefined)?.field.label,
      )
      .find((label) => label !== undefined);
    if (parameter === undefined || start === '') return { address: name, parameters: undefined };
    return {
      address: `{${parameter}}${rest}`,
      parameters: { [parameter]: { $ref: `#/components/parameters/${parameter}` } },
    };
  }

  #freeStream(wanted: string): string {
    const taken = (id: string) => this.#model.streams.some((stream) => stream.id === id);
    let id = wanted;
    for (let number = 2; taken(id); number++) id = `${wanted}${number}`;
    return id;
  }
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const lower = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);

const set = ({ file }: Place, at: readonly string[], key: string, value: Json): YamlEdit => ({
  file,
  at,
  do: 'set',
  key,
  value,
});

/** An edit once, though several streams ask for it. */
const distinct = (edits: readonly YamlEdit[]): YamlEdit[] => [
  ...new Map(edits.map((edit) => [[edit.file, ...edit.at, edit.key].join(' '), edit])).values(),
];

function messageOf(type: string, schema: string, root: Place, { component }: Described, since: string): JsonObject {
  const payload = { $ref: reference({ file: component.file, at: [...besides(component), schema] }, root) };
  return { name: type, title: schema, summary: UNDOCUMENTED, 'x-since': since, payload };
}

function channelOf(
  { channel }: Neighbour,
  address: string,
  parameters: JsonObject | undefined,
  message: string,
): JsonObject {
  const { servers = [], 'x-route': route = '' } = channel;
  // The name may say how often it is sent; what says nothing is taken to be sent at once.
  const [, count, unit] = /@(\d+)(ms|s)$/.exec(address) ?? [];
  const speed = count === undefined ? 0 : Number(count) * (unit === 's' ? 1000 : 1);
  return {
    address,
    servers,
    ...(parameters && { parameters }),
    'x-route': route,
    'x-stream-patterns': [address],
    'x-update-speed-ms': { [address]: speed },
    messages: { [message]: { $ref: `#/components/messages/${message}` } },
  };
}

function operationOf({ operation, document }: Neighbour, id: string, message: string, since: string): JsonObject {
  const { action = 'receive', tags = [] } = operation;
  return {
    action,
    channel: { $ref: `#/channels/${id}` },
    tags,
    summary: UNDOCUMENTED,
    'x-since': since,
    externalDocs: mapIn(mapIn(document.root, 'info'), 'externalDocs'),
    messages: [{ $ref: `#/channels/${id}/messages/${message}` }],
  };
}
