// `npm run simulate:mutants`: faults put into the machines on purpose. Each must be found, or the judge is blind to its kind.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** One fault: a text that stands once in a file, and what stands there instead. */
interface Mutant {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const CONTINUITY = 'src/sockets/continuity.ts';
const HAND_OUT = 'src/sockets/hand-out.ts';
const TAKEOVER = 'src/sockets/takeover.ts';
const HANDOVER = 'src/sockets/handover.ts';
const MEMORY = 'src/sockets/key-memory.ts';
const CONNECTION = 'src/sockets/connection.ts';
const ROTATION = 'src/sockets/rotation.ts';
const SHARD = 'src/streams/shard.ts';
const RECONCILE = 'src/streams/reconcile.ts';
const CONTROL = 'src/streams/control.ts';

const mutants: readonly Mutant[] = [
  {
    what: 'a loss is no gap',
    file: TAKEOVER,
    from: 'if (feed.isExposed) feed.lapse ??= feed.doubt ?? { reason, from: feed.heardAt };\n  feed.doubt = feed.laterLapse = undefined;',
    to: 'feed.doubt = feed.laterLapse = undefined;',
  },
  {
    what: 'a gap comes after the next event',
    file: HAND_OUT,
    from: '  feed.laterLapse = undefined;\n  reportLapse(feed);\n  handOut(feed, event);',
    to: '  feed.laterLapse = undefined;\n  handOut(feed, event);\n  reportLapse(feed);',
  },
  { what: 'a gap is forgotten', file: HAND_OUT, from: 'feed.owner.gap(found);', to: 'void found;' },
  {
    what: 'repetitions are handed out',
    file: MEMORY,
    from: 'else if (hasKey(memory, key)) return false;',
    to: 'else void hasKey(memory, key);',
  },
  {
    what: 'only the newest keys are known in an overlap',
    file: MEMORY,
    from: 'memory.all ??= new Set();',
    to: 'memory.all = undefined;',
  },
  {
    what: 'what the new connection holds is dropped',
    file: CONTINUITY,
    from: 'else if (connection === feed.next) feed.held.push(event);',
    to: 'else if (connection === feed.next) void event;',
  },
  {
    what: 'the last event that both have shown is handed out again',
    file: TAKEOVER,
    from: 'for (const item of items.slice(common + 1)) {',
    to: 'for (const item of items.slice(common + 2)) {',
  },
  {
    what: 'a feed is exposed only by its first event',
    file: CONTINUITY,
    from: 'if (connection === feed.live || connection === feed.next) feed.isExposed = true;',
    to: '',
  },
  {
    what: 'what cannot be read is no gap',
    file: CONTINUITY,
    from: 'if (connection === feed.live && feed.isExposed) feed.lapse ??= { reason, from: feed.heardAt };\n      else if (connection === feed.next) feed.held.push(reason);',
    to: '',
  },
  {
    what: 'what comes too late is handed out',
    file: HAND_OUT,
    from: 'if (memory.all && last && owner.precedes?.(event, last)) {',
    to: 'if (memory.all && last && owner.precedes?.(event, last) && false) {',
  },
  { what: 'nothing has to be proven in a rotation', file: HANDOVER, from: '&& !isProven() &&', to: '&& false &&' },
  {
    what: 'what is not proven is no doubt',
    file: TAKEOVER,
    from: 'else if (feed.isExposed && common === -1) {',
    to: 'else if (false as boolean) {',
  },
  {
    what: 'a switch of a stalled connection needs no evidence',
    file: TAKEOVER,
    from: '(!isSilent || isCounted)',
    to: '(!isSilent)',
  },
  {
    what: 'the old connection is not drained',
    file: HANDOVER,
    from: 'isQuiet = await from.drained();',
    to: 'isQuiet = true;',
  },
  {
    what: 'echoes are forgotten at once',
    file: HANDOVER,
    from: 'cancelEchoes = time.after(2 * proofMs,',
    to: 'cancelEchoes = time.after(0,',
  },
  {
    what: 'a replaced connection takes new streams',
    file: SHARD,
    from: "channels.end(connection, 'the connection was replaced');",
    to: '',
  },
  {
    what: 'an acknowledgement is not awaited',
    file: RECONCILE,
    from: 'await control.request(method, names);',
    to: 'void control.request(method, names).catch(() => {});',
  },
  {
    what: 'a refused stream is not asked for again',
    file: 'src/streams/stream-set.ts',
    from: 'else retryLater(feed, connection);',
    to: 'else void retryLater;',
  },
  {
    what: 'streams are not given up',
    file: RECONCILE,
    from: "for (const names of batches(removed)) void request(data, 'UNSUBSCRIBE', names);",
    to: 'void removed;',
  },
  {
    what: 'control messages are not paced',
    file: CONTROL,
    from: 'queue.length > 0 && tokens >= 1; tokens--',
    to: 'queue.length > 0; tokens--',
  },
  {
    what: 'a lost answer keeps a connection',
    file: RECONCILE,
    from: 'return connection.abandon((error as Error).message);',
    to: 'return;',
  },
  {
    what: 'no reconnect after a loss in a rotation',
    file: ROTATION,
    from: 'else void keepConnected(socket);',
    to: 'else void keepConnected;',
  },
  {
    what: 'a rotation that failed is not tried again',
    file: ROTATION,
    from: 'if (socket.current) plan(socket, pauseMs(socket.settings, ++failures));',
    to: '',
  },
  {
    what: 'no heartbeat',
    file: CONNECTION,
    from: 'if (link.ping) heartbeat.start(link.ping);',
    to: '',
  },
  { what: 'a timer is left after close()', file: HANDOVER, from: 'if (stopped.signal.aborted) return;', to: '' },
  {
    what: 'connects during a ban',
    file: 'src/socket-settings.ts',
    from: 'await hold.wait(signal);',
    to: '',
  },
  {
    what: 'a ban told in a handshake is not heeded',
    file: 'src/socket-settings.ts',
    from: 'if (error instanceof ConnectionError) hold.failed(error);',
    to: 'void error;',
  },
  {
    what: 'a dead listenKey is kept',
    file: 'src/streams/user-data-feed.ts',
    from: 'if (last.eventType === expiredEvent) expired();',
    to: '',
  },
  {
    what: 'another listenKey is no reason for a gap',
    file: 'src/streams/user-data.ts',
    from: "for (const connection of connections) feed.damage(connection, 'the listenKey was replaced');",
    to: '',
  },
  {
    what: 'an order is sent again after a time-out',
    file: 'src/rest/caller.ts',
    from: "operation.retry === 'safe'",
    to: "operation.retry !== 'never'",
  },
  { what: 'events after close()', file: 'src/streams/user-data.ts', from: 'if (!isClosed) read(', to: 'read(' },
];

const SEEDS = 2000;
const STEP = 100;

function seedThatFinds({ file, from, to }: Mutant): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    for (const part of ['src', 'generated', 'test/simulation', 'package.json', 'tsconfig.json'])
      cpSync(part, join(folder, part), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const text = readFileSync(file, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold this text once: ${from}`);
    writeFileSync(join(folder, file), text.replace(from, to));
    for (let first = 1; first <= SEEDS; first += STEP) {
      const args = ['--import', 'tsx', 'test/simulation/simulate.ts', '--from', String(first), '--seeds', String(STEP)];
      const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
      if (status !== 0) return Number(/^seed (\d+)/m.exec(stdout)?.[1] ?? first);
    }
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ what }) => wanted.length === 0 || wanted.some((word) => what.includes(word)));
let missed = 0;
for (const mutant of chosen) {
  const seed = seedThatFinds(mutant);
  if (seed === undefined) missed++;
  console.log(`${seed === undefined ? 'MISSED' : `seed ${String(seed).padStart(4)}`}  ${mutant.what} (${mutant.file})`);
}
console.log(`${chosen.length - missed} passed, ${missed} failed`);
process.exitCode = missed === 0 ? 0 : 1;
