// What happens in a run, made of a seed: actions of the user, of the exchange and of the network, each at its time.
import type { FaultNames, Fate } from '../../src/testing/faults.js';
import {
  CALL_FAULTS,
  CONNECT_FAULTS,
  CONTROL_FAULTS,
  LINK_FAULTS,
  LISTEN_KEY_FAULTS,
  MESSAGE_FAULTS,
} from '../../src/testing/faults.js';
import { createChance, type Chance } from './chance.js';
import { STREAMS } from './streams.js';

/** One thing that happens. `a` and `b` are numbers that say which and how. Unit of `at`: ms since the start. */
export interface Action {
  readonly at: number;
  readonly kind: (typeof KINDS)[number][0];
  readonly a: number;
  readonly b: number;
}

/** A run as plain data. Actions can be taken away, and what is left still runs. */
export interface Schedule {
  readonly seed: number;
  /** How long things happen. Then the exchange is well, and all that is owed must come. Unit: ms. */
  readonly activeMs: number;
  /** How likely faults are. Per mille, by the place where they strike. */
  readonly strength: { readonly [point in keyof FaultNames]: number };
  readonly actions: readonly Action[];
}

/** Kinds of actions with how often they come, and whether they make something go wrong. */
const KINDS = [
  ['publish', 520],
  ['burst', 40],
  ['subscribe', 60],
  ['iterate', 30],
  ['unsubscribe', 50],
  ['resubscribe', 20],
  ['crowd', 6],
  ['rotate', 30],
  ['lag', 15, 'fault'],
  ['link', 70, 'fault'],
  ['calm', 35],
  ['refuseStream', 15, 'fault'],
  ['read', 30],
  ['write', 45],
  ['openUserData', 20],
  ['closeUserData', 10],
  ['expireKey', 8, 'fault'],
  ['stepClock', 15],
  ['sync', 5],
  ['close', 2],
] as const;
const TOTAL = KINDS.reduce((sum, [, share]) => sum + share, 0);

/** Most runs are short: many short ones find more than a few long ones. Unit of the length: s. */
const SIZES = [
  { longest: 8, most: 50 },
  { longest: 8, most: 50 },
  { longest: 8, most: 50 },
  { longest: 16, most: 90 },
  { longest: 16, most: 90 },
  { longest: 30, most: 200 },
];

/** Makes the run of a seed. Some are calm, so that mistakes are found that faults would hide. */
export function createSchedule(seed: number): Schedule {
  const chance = createChance(seed);
  const level = chance.one('level', [0, 5, 20, 60, 150]);
  const strengthOf = (point: string) => (level === 0 ? 0 : chance.integer(point, level));
  const { longest, most } = chance.one('size', SIZES);
  const activeMs = 1000 * (1 + (longest >> 1) + chance.integer('length', longest >> 1));
  const count = (most >> 1) + chance.integer('count', most >> 1);
  const actions = Array.from({ length: count }, (): Action => {
    let share = chance.integer('kind', TOTAL);
    const [kind, , isFault] = KINDS.find(([, size]) => (share -= size) < 0)!;
    return {
      at: chance.integer('at', activeMs),
      kind: isFault && level === 0 ? 'publish' : kind,
      a: chance.integer('a', 1 << 20),
      b: chance.integer('b', 1 << 20),
    };
  });
  const begin = STREAMS.map((_, index): Action => ({
    at: index * 3,
    kind: 'subscribe',
    a: index,
    b: chance.integer('b', 1 << 20),
  }));
  return {
    seed,
    activeMs,
    strength: {
      connect: strengthOf('connect'),
      message: strengthOf('message') >> 1,
      control: strengthOf('control'),
      call: strengthOf('call'),
      listenKey: strengthOf('listenKey'),
    },
    actions: [...begin, ...actions].sort((left, right) => left.at - right.at),
  };
}

/** Whether nothing goes wrong in a run. */
export const isCalm = ({ strength, actions }: Schedule): boolean =>
  Object.values(strength).every((perMille) => perMille === 0) &&
  actions.every(({ kind }) => KINDS.find(([name]) => name === kind)![2] !== 'fault');

const NAMES: { readonly [point in keyof FaultNames]: readonly FaultNames[point][] } = {
  connect: CONNECT_FAULTS,
  message: MESSAGE_FAULTS,
  control: CONTROL_FAULTS,
  call: CALL_FAULTS,
  listenKey: LISTEN_KEY_FAULTS,
};

/** Decides at each place what goes wrong, as long as anything may. */
export function createFate(strength: Schedule['strength'], chance: Chance, isActive: () => boolean): Fate {
  return (point) => {
    if (strength[point] === 0 || !isActive() || !chance.happens(point, strength[point])) return undefined;
    return { name: chance.one(`${point} name`, NAMES[point]), ms: 1 + chance.integer(`${point} ms`, 4000) };
  };
}

/** Which fault of a connection an action means. */
export const linkFault = ({ b }: Action) => LINK_FAULTS[b % LINK_FAULTS.length]!;
