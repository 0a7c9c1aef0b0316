// Sessions on virtual time: logons, and their pauses when the exchange keeps ending sessions.
import { beforeEach, expect, test } from 'vitest';
import { usdm } from '../../generated/product.js';
import { ExchangeError, type Notice } from '../../src/index.js';
import { refusalOf } from '../../src/response.js';
import type { Connection } from '../../src/sockets/connection.js';
import { createSessions, type Sessions } from '../../src/websocket-api/session.js';
import { createVirtualTime, type VirtualTime } from '../support/virtual-time.js';

const connection: Connection = { isOpen: true, send() {}, abandon() {}, drained: async () => true };
const wrongClock = refusalOf(
  usdm,
  'sessionLogon',
  { code: -1021, msg: 'Timestamp outside of the recvWindow.' },
  '',
  400,
  undefined,
);
const refused = refusalOf(usdm, 'sessionLogon', { code: -2015, msg: 'Invalid API-key.' }, '', 401, undefined);
let time: VirtualTime;
let sessions: Sessions;
let notices: Notice[];
let logons: number[];
let syncs: number;
let whileSyncing: () => void;
/** What each logon fails with; without an entry it succeeds. */
let failures: unknown[];

beforeEach(() => {
  time = createVirtualTime();
  [notices, logons, syncs, failures] = [[], [], 0, []];
  whileSyncing = () => {};
  sessions = createSessions(
    { time, random: () => 0, reconnectMinMs: 100, reconnectMaxMs: 1000, notify: (notice) => notices.push(notice) },
    'sessionLogon',
    async () => {
      logons.push(time.monotonic());
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      sessions.loggedOn(connection);
    },
    async () => {
      syncs++;
      whileSyncing();
    },
  );
});

test('a connection is logged on until the exchange ends its session, and logged on again after a pause', async () => {
  await sessions.start(connection);
  expect(sessions.isLoggedOn(connection)).toBe(true);
  sessions.revoked(connection);
  expect(sessions.isLoggedOn(connection)).toBe(false);
  await time.advance(99);
  expect(logons).toEqual([0]);
  await time.advance(1);
  expect([logons, sessions.isLoggedOn(connection)]).toEqual([[0, 100], true]);
});

test('pauses grow as long as sessions are ended soon, up to the longest one', async () => {
  await sessions.start(connection);
  for (let count = 1; count <= 6; count++) {
    sessions.revoked(connection);
    await time.advance([100, 200, 400, 800, 1000, 1000][count - 1]!);
    expect(logons).toHaveLength(count + 1);
  }
  await time.advance(10_000);
  sessions.revoked(connection);
  await time.advance(100);
  expect(logons).toHaveLength(8);
});

test('a session that is ended twice is logged on again once', async () => {
  await sessions.start(connection);
  sessions.revoked(connection);
  sessions.revoked(connection);
  expect(time.timers).toBe(1);
});

test('a refused logon is a notice, and not tried again', async () => {
  failures = [refused];
  await sessions.start(connection);
  expect(notices).toEqual([{ kind: 'error', place: 'sessionLogon', error: refused }]);
  await time.advance(100_000);
  expect([logons, sessions.isLoggedOn(connection)]).toEqual([[0], false]);
});

test('a logon refused for a wrong clock is tried once more after the clock was set', async () => {
  expect(wrongClock).toBeInstanceOf(ExchangeError);
  failures = [wrongClock];
  await sessions.start(connection);
  expect([syncs, logons.length, notices, sessions.isLoggedOn(connection)]).toEqual([1, 2, [], true]);
  failures = [wrongClock, wrongClock];
  await sessions.start(connection);
  expect([syncs, logons.length, notices.length]).toEqual([2, 4, 1]);
});

test('a connection that is lost while the clock is set is not logged on', async () => {
  failures = [wrongClock];
  whileSyncing = () => sessions.forget(connection);
  await expect(sessions.start(connection)).rejects.toBe(wrongClock);
  expect([logons.length, notices]).toEqual([1, []]);
});

test('a connection that is lost meanwhile is no notice', async () => {
  const start = sessions.start(connection);
  sessions.forget(connection);
  await expect(start).rejects.toThrow('the connection was lost');
  expect([notices, sessions.isLoggedOn(connection)]).toEqual([[], false]);
});

test.each([
  ['its connection is lost', () => sessions.forget(connection)],
  ['all is closed', () => sessions.close()],
])('a logon that waits for its time is dropped when %s', async (_, end) => {
  await sessions.start(connection);
  sessions.revoked(connection);
  end();
  expect(time.timers).toBe(0);
});

test('what fails while nobody waits is a notice', async () => {
  await sessions.start(connection);
  sessions.revoked(connection);
  failures = [refused];
  await time.advance(100);
  expect(notices).toHaveLength(1);
});
