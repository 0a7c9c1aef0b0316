// Schedules that are kept: the shortest that show a fault of the client, each by the name of the fault that it guards against.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action, Schedule } from './schedule.js';

const FILE = join(import.meta.dirname, 'kept.json');
const CALM: Schedule['strength'] = { connect: 0, message: 0, control: 0, call: 0, listenKey: 0 };

/** A schedule as it stands in the file: without what is 0, and one line an action, e.g. `9766 resubscribe 0 75`. */
interface Packed {
  readonly seed: number;
  readonly activeMs: number;
  readonly strength: Partial<Schedule['strength']>;
  readonly actions: readonly string[];
}

function readAction(line: string): Action {
  const [at, kind, a, b] = line.split(' ') as [string, Action['kind'], string, string];
  return { at: Number(at), kind, a: Number(a), b: Number(b) };
}

/** All that are kept, by name. */
export function readKept(): Map<string, Schedule> {
  const packed = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly [name: string]: Packed };
  return new Map(
    Object.entries(packed).map(([name, { actions, strength, ...rest }]) => [
      name,
      { ...rest, strength: { ...CALM, ...strength }, actions: actions.map(readAction) },
    ]),
  );
}

export function writeKept(schedules: ReadonlyMap<string, Schedule>): void {
  const packed = [...schedules].map(([name, { seed, activeMs, strength, actions }]): [string, Packed] => [
    name,
    {
      seed,
      activeMs,
      strength: Object.fromEntries(Object.entries(strength).filter(([, perMille]) => perMille > 0)),
      actions: actions.map(({ at, kind, a, b }) => `${at} ${kind} ${a} ${b}`),
    },
  ]);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(packed), undefined, 2)}\n`);
}
