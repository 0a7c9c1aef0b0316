// Runs one schedule: client, exchange and faults in one process on virtual time, and a judge who looks on.
import { act } from './act.js';
import { conclude } from './conclusion.js';
import type { Schedule } from './schedule.js';
import { createWorld } from './world.js';

/**
 * Runs a schedule from its first action to the end of the client.
 *
 * @param log Takes what happens, line by line: the same for the same schedule.
 * @returns What the judge found wrong.
 */
export async function run(schedule: Schedule, log?: (line: string) => void): Promise<readonly string[]> {
  const world = createWorld(schedule, log);
  const { judge, time } = world;
  const onRejection = (error: unknown) => judge.fault(`nobody waits for: ${String((error as Error)?.stack ?? error)}`);
  const onWarning = ({ message }: Error) => judge.said(message);
  const others = process.listeners('warning');
  // Warnings of a client that nobody listens to are for the judge.
  process.removeAllListeners('warning');
  process.on('warning', onWarning);
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onRejection);
  for (const action of schedule.actions) {
    await time.runTo(action.at);
    world.log?.(`${action.kind} ${action.a} ${action.b}`);
    act[action.kind](world, action);
  }
  await time.runTo(schedule.activeMs);
  await conclude(world);
  process.off('unhandledRejection', onRejection);
  process.off('uncaughtException', onRejection);
  process.off('warning', onWarning);
  for (const other of others) process.on('warning', other);
  return judge.faults;
}
