// When a soak does what: events evenly and in bursts, and whatever else comes again and again.
import type { TimeSource } from '../../src/time.js';
import type { Chance } from './chance.js';
import type { Load } from './soak-load.js';

const SECOND_MS = 1000;
/** Half of the events come evenly, the other half in bursts of a second with a hundred times the average. */
const EVEN_SHARE = 0.5;
const BURST_FACTOR = 100;
/** On average. */
const BURST_EVERY_MS = (BURST_FACTOR / EVEN_SHARE) * SECOND_MS;
const BURST_PARTS = 20;
/** Longest pause between two sendings outside of bursts. */
const LONGEST_PAUSE_MS = 1000;

export interface Pace {
  readonly time: TimeSource;
  readonly chance: Chance;
  /** Then nothing is done any more. */
  readonly isOver: () => boolean;
}

/** Does something again and again, with pauses of this length on average. Unit: ms. */
export function again(pace: Pace, meanMs: number, act: () => unknown): void {
  pace.time.after(1 + pace.chance.integer('pause', 2 * meanMs), () => {
    if (pace.isOver()) return;
    act();
    again(pace, meanMs, act);
  });
}

/** Sends one event a second and stream on average. */
export function keepSending(pace: Pace, load: Load, streams: number, isOn: () => boolean): void {
  const { time, chance, isOver } = pace;
  const send = (): void => {
    const ms = 1 + chance.integer('pause', LONGEST_PAUSE_MS);
    time.after(ms, () => {
      if (isOn()) {
        // The part behind the comma is decided by lot.
        const mille = streams * EVEN_SHARE * ms;
        load.publish(Math.floor(mille / 1000) + (chance.happens('part', mille % 1000) ? 1 : 0));
        if (chance.happens('user data', 300)) load.publishUserData();
      }
      if (!isOver()) send();
    });
  };
  send();
  again(pace, BURST_EVERY_MS, () => {
    for (let part = 0; part < BURST_PARTS; part++)
      time.after((part * SECOND_MS) / BURST_PARTS, () => {
        if (!isOn()) return;
        load.publish((streams * BURST_FACTOR) / BURST_PARTS);
        load.publishUserData();
      });
  });
}
