// What the spec should say of a field or a parameter that is new in the package.
import { isObject, type JsonObject } from '../load/json.js';
import { referencesOf } from '../model/model.js';
import { FieldInference } from '../verify/new-fields.js';
import { ownPart } from '../verify/places.js';
import { siblingsOf } from '../verify/siblings.js';
import type { YamlEdit } from '../verify/yaml-edits.js';
import { agrees, literalsOf, shapeOf } from './agreement.js';
import { certain, open, type Answer } from './answers.js';
import { lastOf, parentOf, type Change } from './compare.js';
import type { FieldFacts, PackageFacts } from './facts.js';
import type { Ground, Spot, Targets } from './targets.js';

/** Said of what only the package tells. */
const UPSTREAM = 'Not documented; declared by the official connector.';

/** Describes what is new. */
export class Additions {
  readonly #after: PackageFacts;
  readonly #ground: Ground;
  readonly #targets: Targets;
  readonly #date: string;
  readonly #fields: FieldInference;

  constructor(after: PackageFacts, ground: Ground, targets: Targets, date: string) {
    this.#after = after;
    this.#ground = ground;
    this.#targets = targets;
    this.#date = date;
    this.#fields = new FieldInference(ground.model, ground.checker, ground.places, UPSTREAM);
  }

  /** A field that is new. */
  field(change: Change, { schema, key }: Spot & { kind: 'field' }): Answer {
    const component = this.#ground.places.component(schema);
    if (!component) return open(`the spec has no component ${schema}`);
    const { params = {}, answer = {} } = this.#after[change.side][change.call] ?? {};
    const facts = change.part === 'params' ? params : answer;
    const shape = shapeOf(facts, change.path);
    const componentEdits: YamlEdit[] = [];
    const known = change.after === 'object' ? this.#sameObject(schema, facts, change.path) : undefined;
    const value = known
      ? { $ref: this.#ground.places.referenceTo(known, component), description: UPSTREAM, 'x-since': this.#date }
      : this.#fields.describe(schema, component, key, shape, this.#date, componentEdits);
    const own = ownPart(component);
    const { file } = component;
    const field: YamlEdit = { file, at: [...own.at, 'properties'], do: 'set', key, value };
    const required: YamlEdit[] =
      change.part === 'params' && !change.isOptional
        ? [{ file, at: own.at, do: 'append', key: 'required', value: key }]
        : [];
    const edits = [...componentEdits, field, ...required];
    if (change.part === 'params' && change.path.includes('['))
      return open(
        'what stands in elements is declared more widely than it is taken: compare it with the documentation',
        edits,
      );
    const isPlain = change.after === 'boolean' || change.after === 'integer' || known !== undefined;
    if (!isPlain && (change.after === 'object' || siblingsOf(key, shape, component, this.#ground).length === 0))
      return open('text or decimal, list or object of what? compare it with the documentation', edits);
    return this.#targets.othersHave(change, schema, this.#after).includes(false)
      ? open(`${schema} is used by other calls that do not have it`, edits)
      : certain(edits);
  }

  /** The object of the spec with just the fields of a new one: that of its neighbours, or the only one. */
  #sameObject(holder: string, facts: FieldFacts, path: string): string | undefined {
    const { model, checker } = this.#ground;
    const inner = Object.keys(facts).filter((one) => parentOf(one) === path);
    const fitting = model.schemas.flatMap(({ name }) => {
      const fields = checker.fieldsOf(name);
      const isSame = inner.every((one) => {
        const type = fields.get(lastOf(one))?.field.type;
        return type !== undefined && agrees(type, facts[one]?.replace(/\?$/, '') ?? '', this.#targets.schemaType);
      });
      return isSame && inner.length > 0 && fields.size === inner.length ? [name] : [];
    });
    const beside = [...checker.fieldsOf(holder).values()].flatMap(({ field }) => referencesOf(field.type));
    return fitting.find((name) => beside.includes(name)) ?? (fitting.length === 1 ? fitting[0] : undefined);
  }

  /** A parameter of a REST call that is new. */
  parameter(change: Change, { operation, name }: Spot & { kind: 'parameter' }): Answer {
    const place = this.#targets.operation(operation);
    const type = change.after ?? 'any';
    const { file, at } = place ?? { file: '', at: [] };
    if (!place) return open('the spec has no such call');
    const value = this.#parameterNode(name, type, change, file);
    if (!value) return open(`a parameter of type ${type}: compare it with the documentation`);
    return certain([{ file, at, do: 'append', key: 'parameters', value }]);
  }

  /** A parameter as another call says it, or as the package does. */
  #parameterNode(name: string, type: string, change: Change, file: string): JsonObject | undefined {
    const { model } = this.#ground;
    const alike = model.operations.flatMap((operation) =>
      operation.params
        .filter(
          (field) =>
            field.name === name && field.shared === undefined && agrees(field.type, type, this.#targets.schemaType),
        )
        .flatMap(() => this.#targets.parameter(operation, name) ?? []),
    );
    const beside = alike.find((one) => one.file === file) ?? alike[0];
    const literals = literalsOf(type);
    const plain: { readonly [word: string]: JsonObject } = {
      string: { type: 'string' },
      integer: { type: 'integer', format: 'int64' },
      boolean: { type: 'string', enum: ['true', 'false'] },
      number: { type: 'string', format: 'decimal' },
    };
    const schema = beside?.node['schema'] ?? (literals ? { type: 'string', enum: [...literals] } : plain[type]);
    if (schema === undefined) return undefined;
    return {
      name,
      in: 'query',
      ...(!change.isOptional && { required: true }),
      description: UPSTREAM,
      schema: isObject(schema) ? this.#ground.places.relative(schema, { file }) : schema,
      'x-since': this.#date,
    };
  }
}
