// The wall clock of events: many come in one turn of the event loop, and to read a clock for each costs more than all else.
import type { TimeSource } from '../time.js';

/** A wall clock that is read once in a turn. Unit: ms since the Unix epoch. */
export function createTurnClock(time: Pick<TimeSource, 'now'>): Pick<TimeSource, 'now'> {
  let turn: number | undefined;
  const endTurn = () => (turn = undefined);
  return {
    now() {
      if (turn === undefined) {
        turn = time.now();
        queueMicrotask(endTurn);
      }
      return turn;
    },
  };
}
