// `npm run verify -- <capture…>`: holds recorded traffic against the spec, and proposes or writes what the spec lacks.
import { buildModel } from './model/build.js';
import { loadSpec, type SpecDocuments } from './load/documents.js';
import { unusedSchemas } from './load/unused.js';
import type { Model } from './model/model.js';
import { isStarted, runProgram, showProgress, UsageError } from './program.js';
import { readCapture } from './verify/captures.js';
import { Collector, type Counts } from './verify/differences.js';
import { factsOf, print } from './verify/print.js';
import { Places } from './verify/places.js';
import { propose, type Proposal } from './verify/proposals.js';
import { Recogniser } from './verify/subjects.js';
import { Checker } from './verify/values.js';
import { writeEdits } from './verify/write-edits.js';

const HELP = `npm run verify -- <capture…> [--fix] [--json] [--operation <name>] [--since 2026-12-31] [--date 2026-12-31] [--spec spec]

Holds recorded traffic against the spec: tells unknown events, fields and values, missing fields, wrong types and routes,
each once, and proposes the change of the spec that would take it in.

  <capture>    NDJSON of \`binance-usdm record\`, plain JSON lines of messages, or a HAR file; as they are, or as gzip or
               (from Node.js 22.15 on) zstd
  --fix        writes the proposed changes to the spec, then looks again
  --json       prints what was found as JSON
  --operation  the call that plain lines answer: a REST operation, or websocketApi.<method>
  --since      a capture of an earlier day does not tell that a field may be absent now; else the newest x-since of the
               schema
  --date       x-since of what is new where the capture does not say when it was made; else today
  --spec       the spec folder

Exit codes: 0 nothing differs, or --fix has dealt with all of it; 1 something differs; 2 wrong usage, a capture that
cannot be read or holds nothing that can be checked, or a fault in the spec.`;

/** What a verification found. */
export interface Verification {
  readonly counts: Counts;
  readonly proposals: readonly Proposal[];
}

/** A spec folder, read. */
export interface Spec {
  readonly folder: string;
  readonly documents: SpecDocuments;
  readonly model: Model;
}

/** Reads a spec folder. */
export function readSpec(folder: string): Spec {
  const documents = loadSpec(folder);
  return { folder, documents, model: buildModel(documents) };
}

/** What may be given to {@link verify}. */
export interface VerifyOptions {
  readonly operation?: string | undefined;
  readonly date?: string | undefined;
  /** Day before which a capture does not tell that a field may be absent now. */
  readonly since?: string | undefined;
  /** Told how many messages have been read, now and then. */
  readonly onProgress?: (messages: number) => void;
}

/** Looks at everything in some captures. */
export async function verify(
  captures: readonly string[],
  { folder, documents, model }: Spec,
  options: VerifyOptions = {},
): Promise<Verification> {
  const checker = new Checker(model.schemas);
  const recogniser = new Recogniser(model, options.operation);
  const collector = new Collector(model, checker, options.since);
  let messages = 0;
  for (const file of captures) {
    for await (const captured of readCapture(file)) {
      collector.collect(captured, recogniser.recognise(captured));
      if (++messages % 1000 === 0) options.onProgress?.(messages);
    }
  }
  const day = options.date ?? new Date().toISOString().slice(0, 10);
  const places = new Places(documents, () => unusedSchemas(folder, documents));
  const { counts, sightings } = collector;
  const found = [...collector.differences.values()].sort((a, b) => b.count - a.count);
  return { counts, proposals: propose(found, { model, places, checker, sightings, day }) };
}

/** Writes the changes of proposals to the spec. The names of the files that changed. */
export const fix = (specFolder: string, proposals: readonly Proposal[]): Promise<string[]> =>
  writeEdits(
    specFolder,
    proposals.flatMap(({ edits }) => edits),
  );

const FLAGS = {
  fix: { type: 'boolean' },
  operation: { type: 'string' },
  date: { type: 'string' },
  since: { type: 'string' },
  spec: { type: 'string' },
} as const;

if (isStarted(import.meta.url)) {
  await runProgram(HELP, FLAGS, async ({ values, positionals: captures }) => {
    const { fix: writes, json, spec = 'spec', operation, date, since } = values;
    if (captures.length === 0) throw new UsageError('A capture is missing');
    for (const [flag, day] of Object.entries({ date, since }))
      if (!/^\d{4}-\d\d-\d\d$/.test(day ?? '2026-12-31'))
        throw new UsageError(`--${flag} takes a day such as 2026-12-31`);
    const onProgress = (messages: number) => showProgress(`${messages} messages`);
    const look = () => verify(captures, readSpec(spec), { operation, date, since, onProgress });
    const before = await look();
    let after: Verification | undefined;
    let files: string[] = [];
    if (writes) {
      files = await fix(spec, before.proposals);
      after = files.length > 0 ? await look() : before;
    }
    showProgress('');
    if (json) console.log(JSON.stringify(factsOf(before, files, after), null, 2));
    else print(before, files, after);
    if (before.counts.checked === 0 && before.proposals.length === 0) return 2;
    return (after ?? before).proposals.length > 0 ? 1 : 0;
  });
}
