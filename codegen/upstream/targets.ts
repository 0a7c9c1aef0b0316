// Finds in the spec what the package calls by other names.
import { isObject, lastStep, type JsonObject } from '../load/json.js';
import type { FieldModel, Model, OperationModel, TypeModel } from '../model/model.js';
import { listIn, mapIn, ownPart, type Place, type Places } from '../verify/places.js';
import type { Checker } from '../verify/values.js';
import type { Change } from './compare.js';
import type { PackageFacts } from './facts.js';

/** Where a change belongs. */
export type Spot =
  /** A field of a component. `field` is missing if the spec does not have it yet. */
  | { readonly kind: 'field'; readonly schema: string; readonly key: string; readonly field: FieldModel | undefined }
  /** A parameter of a REST call. */
  | {
      readonly kind: 'parameter';
      readonly operation: OperationModel;
      readonly name: string;
      readonly field: FieldModel | undefined;
    };

/** Looks things up in the spec. */
export class Targets {
  readonly #model: Model;
  readonly #checker: Checker;
  readonly #places: Places;

  constructor(model: Model, checker: Checker, places: Places) {
    this.#model = model;
    this.#checker = checker;
    this.#places = places;
  }

  /** Whether the spec has the call, stream or event. */
  has({ side, call }: Pick<Change, 'side' | 'call'>): boolean {
    switch (side) {
      case 'operations':
        return this.#operation(call) !== undefined;
      case 'methods':
        return this.#model.methods.some(({ method }) => method === call);
      default:
        return this.#answerType(side, call) !== undefined;
    }
  }

  /** Where a field is said, or would be; `undefined` if the spec has no place for it. */
  find({ side, call, part, path }: Pick<Change, 'side' | 'call' | 'part' | 'path'>): Spot | undefined {
    if (part === 'answer') {
      const type = this.#answerType(side, call);
      // The answer of a method stands in its envelope under this name.
      const inner = side === 'methods' ? /^result(?:\.|(?=\[)|$)(.*)$/s.exec(path)?.[1] : path;
      return type && inner !== undefined ? this.#walk(type, stepsOf(inner)) : undefined;
    }
    if (side === 'methods') {
      const schema = this.#paramsSchema(call);
      const [key = '', ...rest] = stepsOf(path);
      const method = this.#model.methods.find((one) => one.method === call);
      if (schema === undefined || !method || rest.length > 0) return undefined;
      const field = method.params.find(({ name }) => name === key);
      return { kind: 'field', schema: this.#declaring(schema, key) ?? schema, key, field };
    }
    const operation = side === 'operations' ? this.#operation(call) : undefined;
    if (!operation) return undefined;
    const [name = '', ...rest] = stepsOf(path);
    const field = operation.params.find((one) => one.name === name);
    if (rest.length === 0) return { kind: 'parameter', operation, name, field };
    return field ? this.#walk(field.type, rest) : undefined;
  }

  /** Where an operation stands, and which of its parameters has a name. */
  operation({ path, method }: OperationModel): Place | undefined {
    const document = this.#places.document('openApi');
    const node = document && mapIn(mapIn(mapIn(document.root, 'paths'), path), method.toLowerCase());
    return document && node ? this.#places.placeIn(document, node) : undefined;
  }

  /** The type of a named schema that is no object. */
  schemaType = (name: string): TypeModel | undefined =>
    this.#model.schemas.find((schema) => schema.name === name)?.type;

  /** The package's names of the calls whose answers, or of the streams and events whose messages, hold a schema. */
  usersOf(schema: string, facts: PackageFacts): { readonly side: Change['side']; readonly call: string }[] {
    return (['operations', 'methods', 'streams', 'events'] as const).flatMap((side) =>
      Object.keys(facts[side])
        .filter((call) => {
          const type = this.#answerType(side, call);
          return type !== undefined && this.#reaches(type, schema, new Set());
        })
        .map((call) => ({ side, call })),
    );
  }

  #reaches(type: TypeModel, schema: string, seen: Set<string>): boolean {
    switch (type.kind) {
      case 'array':
        return this.#reaches(type.items, schema, seen);
      case 'map':
        return this.#reaches(type.values, schema, seen);
      case 'union':
        return type.options.some((option) => this.#reaches(option, schema, seen));
      case 'reference': {
        if (type.name === schema) return true;
        if (seen.has(type.name)) return false;
        seen.add(type.name);
        const named = this.schemaType(type.name);
        if (named) return this.#reaches(named, schema, seen);
        const entries = [...this.#checker.fieldsOf(type.name).values()];
        return entries.some(({ owner, field }) => owner === schema || this.#reaches(field.type, schema, seen));
      }
      default:
        return false;
    }
  }

  #operation(call: string): OperationModel | undefined {
    return this.#model.operations.find(({ method, path }) => `${method} ${path}` === call);
  }

  #answerType(side: Change['side'], call: string): TypeModel | undefined {
    switch (side) {
      case 'operations':
        return this.#operation(call)?.answer.type;
      case 'methods':
        return this.#model.methods.find(({ method }) => method === call)?.answer.type;
      case 'streams': {
        // Marks between the parts of a name belong to parameters here, and to the name there.
        const bare = (name: string) => name.replace(/<(\w+)>/g, '{$1}').replaceAll('@{', '{');
        const stream = this.#model.streams.find(({ address }) => bare(address) === bare(call));
        return stream && { kind: 'reference', name: stream.event };
      }
      case 'events': {
        const event = this.#model.events.find(({ types, source }) => source === 'userData' && types.includes(call));
        return event && { kind: 'reference', name: event.schema };
      }
    }
  }

  /** The schema of the parameters of a method. */
  #paramsSchema(call: string): string | undefined {
    const document = this.#places.document('websocketApi');
    const method = this.#model.methods.find((one) => one.method === call);
    if (!document || !method) return undefined;
    const components = mapIn(document.root, 'components');
    const referred = (node: JsonObject) => lastStep(String(node['$ref'] ?? ''));
    const [message] = listIn(mapIn(mapIn(document.root, 'operations'), method.id), 'messages');
    if (!isObject(message)) return undefined;
    const payload = referred(mapIn(mapIn(mapIn(components, 'messages'), referred(message)), 'payload'));
    const holder = this.#declaring(payload, 'params');
    const component = holder === undefined ? undefined : this.#places.component(holder);
    if (!component) return undefined;
    return referred(mapIn(mapIn(ownPart(component).node, 'properties'), 'params'));
  }

  /** The component that describes a key itself: an object, or what it extends. */
  #declaring(name: string, key: string): string | undefined {
    const component = this.#places.component(name);
    if (!component) return undefined;
    if (mapIn(ownPart(component).node, 'properties')[key] !== undefined) return name;
    const bases = listIn(component.node, 'allOf').flatMap((part) =>
      isObject(part) ? [lastStep(String(part['$ref'] ?? ''))] : [],
    );
    return bases.map((base) => this.#declaring(base, key)).find((found) => found !== undefined);
  }

  #walk(type: TypeModel, steps: readonly string[]): Spot | undefined {
    const [step, ...rest] = steps;
    if (step === undefined) return undefined;
    switch (type.kind) {
      case 'json':
        return this.#walk(type.content, steps);
      case 'array':
        return this.#walk(type.items, step === '[]' ? rest : steps);
      case 'map':
        return this.#walk(type.values, rest);
      case 'union':
        return type.options.map((option) => this.#walk(option, steps)).find((spot) => spot !== undefined);
      case 'reference': {
        const named = this.schemaType(type.name);
        if (named) return this.#walk(named, steps);
        // One object and a list of them are described once.
        if (step === '[]') return this.#walk(type, rest);
        const entry = this.#checker.fieldsOf(type.name).get(step);
        if (rest.length > 0) return entry && this.#walk(entry.field.type, rest);
        return { kind: 'field', schema: entry?.owner ?? type.name, key: step, field: entry?.field };
      }
      default:
        return undefined;
    }
  }
}

const stepsOf = (path: string): string[] => path.match(/\[\]|\{\}|[^.[\]{}]+/g) ?? [];
