// Finds in the spec what the package calls by other names.
import { isObject, lastStep, type JsonObject } from '../load/json.js';
import type { FieldModel, Model, OperationModel, TypeModel } from '../model/model.js';
import { listIn, mapIn, ownPart, type Place, type Places } from '../verify/places.js';
import type { Checker } from '../verify/values.js';
import { lastOf, type Change } from './compare.js';
import { SIDES, type PackageFacts } from './facts.js';

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

/** A spec to be compared with. */
export interface Ground {
  readonly model: Model;
  readonly checker: Checker;
  readonly places: Places;
}

/** Looks things up in the spec. */
export class Targets {
  readonly #model: Model;
  readonly #checker: Checker;
  readonly #places: Places;

  constructor({ model, checker, places }: Ground) {
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

  /** Where an operation stands. */
  operation({ path, method }: OperationModel): Place | undefined {
    const document = this.#places.document('openApi');
    const node = document && mapIn(mapIn(mapIn(document.root, 'paths'), path), method.toLowerCase());
    return document && node ? this.#places.placeIn(document, node) : undefined;
  }

  /** Where a call says a parameter itself; `undefined` where it refers to a shared one. */
  parameter(operation: OperationModel, name: string): Place | undefined {
    const place = this.operation(operation);
    if (!place) return undefined;
    const list = listIn(place.node, 'parameters');
    const index = list.findIndex((one) => isObject(one) && one['name'] === name);
    const node = list[index];
    if (!isObject(node)) return undefined;
    return { node, file: place.file, at: [...place.at, 'parameters', String(index)] };
  }

  /** The type of a named schema that is no object. */
  schemaType = (name: string): TypeModel | undefined =>
    this.#model.schemas.find((schema) => schema.name === name)?.type;

  /** Whether each of the other calls that use a schema has a field of this name; none where no other does. */
  othersHave({ side, call, part, path }: Change, schema: string, facts: PackageFacts): boolean[] {
    if (part !== 'answer') return this.#model.schemas.filter((one) => one.extends.includes(schema)).map(() => false);
    const key = lastOf(path);
    return SIDES.flatMap((one) =>
      Object.entries(facts[one])
        .filter(([name]) => one !== side || name !== call)
        .filter(([name]) => {
          const type = this.#answerType(one, name);
          return type !== undefined && this.#reaches(type, schema, new Set());
        })
        .map(([, { answer }]) => Object.keys(answer).some((other) => lastOf(other) === key)),
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
        // The spec counts the `@` before a parameter to the parameter, the package to the name.
        const normalized = (name: string) => name.replace(/<(\w+)>/g, '{$1}').replaceAll('@{', '{');
        const stream = this.#model.streams.find(({ address }) => normalized(address) === normalized(call));
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
