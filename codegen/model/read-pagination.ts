// `x-pagination`: how a long range is walked.
import type { JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';
import type { FieldModel, PaginationModel, SchemaModel, TypeModel } from './model.js';
import { present, type Reader } from './reader.js';

const WORDS = 'by params field maxLimit maxSpanMs keepsMs order inclusive note';
const MEANINGS = ['id', 'from', 'to', 'limit', 'page'] as const;

type Schemas = ReadonlyMap<string, SchemaModel>;

/** Reads `x-pagination` of a call with these parameters and this answer. */
export function paginationOf(
  reader: Reader,
  node: JsonObject,
  params: readonly FieldModel[],
  answer: TypeModel,
  schemas: Schemas,
): PaginationModel {
  reader.known(node, WORDS, 'paging');
  const named = reader.object(node, 'params');
  reader.known(named, MEANINGS.join(' '), 'params of paging');
  for (const meaning of Object.keys(named)) {
    const name = reader.text(named, meaning);
    const names = params.filter(({ removed }) => removed === undefined).map((param) => param.name);
    if (!names.includes(name)) reader.fail(named, `there is no parameter ${name}${didYouMean(name, names)}`, meaning);
  }
  const field = reader.optionalText(node, 'field');
  if (field !== undefined && !leadsToValue(field, answer, schemas))
    reader.fail(node, `field ${field} leads to nothing in the answer`, 'field');
  return {
    by: reader.word(node, 'by', ['id', 'limit', 'page', 'time']),
    params: present(Object.fromEntries(Object.keys(named).map((meaning) => [meaning, reader.text(named, meaning)]))),
    ...present({
      field,
      maxLimit: reader.optionalNumber(node, 'maxLimit'),
      maxSpanMs: reader.optionalNumber(node, 'maxSpanMs'),
      keepsMs: reader.optionalNumber(node, 'keepsMs'),
      order: node['order'] === undefined ? undefined : reader.word(node, 'order', ['ascending', 'descending']),
      inclusive: node['inclusive'] === undefined ? undefined : reader.flag(node, 'inclusive'),
      note: reader.optionalText(node, 'note'),
    }),
  };
}

/** Whether a path such as `[].id`, `[][0]` or `rows[].time` leads to a value of an answer. */
function leadsToValue(path: string, answer: TypeModel, schemas: Schemas): boolean {
  let type: TypeModel | undefined = answer;
  for (const step of path.match(/\[\d*\]|[^.[\]]+/g) ?? []) {
    const [here, fields] = resolved(type, schemas);
    if (step === '[]') type = here?.kind === 'array' ? here.items : undefined;
    else if (step.startsWith('['))
      type =
        here?.kind === 'tuple'
          ? here.items[Number(step.slice(1, -1))]?.type
          : here?.kind === 'array'
            ? here.items
            : undefined;
    else type = fields.find(({ name }) => name === step)?.type;
    if (type === undefined) return false;
  }
  return true;
}

/** What a reference stands for: a type, or the fields of an object with those of its bases. */
function resolved(
  type: TypeModel | undefined,
  schemas: Schemas,
): [type: TypeModel | undefined, fields: readonly FieldModel[]] {
  if (type?.kind !== 'reference') return [type, []];
  const schema = schemas.get(type.name);
  if (schema?.type) return resolved(schema.type, schemas);
  const inherited = (schema?.extends ?? []).flatMap((name) => resolved({ kind: 'reference', name }, schemas)[1]);
  return [undefined, [...inherited, ...(schema?.fields ?? [])]];
}
