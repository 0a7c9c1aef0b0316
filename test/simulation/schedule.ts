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
  /** How likely faults are. Per mille, by the place where they strike. */
  readonly strength: { readonly [point in keyof FaultNames]: number };
  readonly actions: readonly Action[];
}

/** How long things happen. Then the exchange is well, and all that is owed must come. Unit: ms. */
export const ACTIVE_MS = 20_000;
/** By when it has come. */
export const QUIET_MS = 40_000;

/** Kinds of actions with how often they come, of a thousand. */
const KINDS = [
  ['publish', 540],
  ['burst', 40],
  ['subscribe', 60],
  ['iterate', 20],
  ['unsubscribe', 50],
  ['resubscribe', 20],
  ['rotate', 30],
  ['lag', 15],
  ['link', 70],
  ['calm', 40],
  ['read', 30],
  ['write', 40],
  ['openUserData', 15],
  ['closeUserData', 10],
  ['expireKey', 5],
  ['stepClock', 15],
  ['sync', 5],
  ['close', 1],
] as const;
const TOTAL = KINDS.reduce((sum, [, share]) => sum + share, 0);

const LINK_COUNT = LINK_FAULTS.length;

/** Makes the run of a seed. Some are calm, so that mistakes are found that faults would hide. */
export function createSchedule(seed: number): Schedule {
  const chance = createChance(seed);
  const level = chance.one('level', [0, 5, 20, 60, 150]);
  const strengthOf = (point: string) => (level === 0 ? 0 : chance.integer(point, level));
  const count = 60 + chance.integer('count', 100);
  const actions = Array.from({ length: count }, (): Action => {
    let share = chance.integer('kind', TOTAL);
    const kind = KINDS.find(([, size]) => (share -= size) < 0)![0];
    const isFault = kind === 'link' || kind === 'lag' || kind === 'expireKey';
    return {
      at: chance.integer('at', ACTIVE_MS),
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

const NAMES: { readonly [point in keyof FaultNames]: readonly FaultNames[point][] } = {
  connect: CONNECT_FAULTS,
  message: MESSAGE_FAULTS,
  control: CONTROL_FAULTS,
  call: CALL_FAULTS,
  listenKey: LISTEN_KEY_FAULTS,
};

/** Decides at each place what goes wrong, as long as anything may. */
export function createFate(schedule: Schedule, chance: Chance, isActive: () => boolean): Fate {
  return (point) => {
    if (!isActive() || !chance.happens(point, schedule.strength[point])) return undefined;
    return { name: chance.one(`${point} name`, NAMES[point]), ms: 1 + chance.integer(`${point} ms`, 4000) };
  };
}

/** Which fault of a connection an action means. */
export const linkFault = ({ b }: Action) => LINK_FAULTS[b % LINK_COUNT]!;
