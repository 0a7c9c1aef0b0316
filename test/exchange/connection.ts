// One WebSocket connection as the exchange holds it: heartbeat, age, how often the client may speak, what it is sent.
import type { RawData, WebSocket } from 'ws';
import type { ConnectionFacts, Route } from './async-document.js';
import type { SocketFaults } from './socket-faults.js';
import type { Target, Wanted } from './socket-targets.js';

/** Close codes of RFC 6455 (7.4.1). */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;

/** What a timer can wait; Node.js takes more for 1 ms. Unit: ms. */
export const timerDelay = (ms: number) => Math.max(0, Math.min(ms, 2 ** 31 - 1));

/** Times that tests shorten; what is absent is as the document says. Unit: ms. */
export interface SocketTimes {
  pingIntervalMs?: number;
  pongTimeoutMs?: number;
  lifetimeMs?: number;
}

export interface ReceivedFrame {
  route: Route;
  text: string;
  /** Unit: ms since the Unix epoch, by the exchange's clock. */
  at: number;
}

/** What connections share. */
export interface ConnectionContext {
  readonly now: () => number;
  readonly times: SocketTimes;
  readonly faults: SocketFaults;
  readonly frames: ReceivedFrame[];
  readonly refusals: string[];
}

export interface Connection {
  readonly route: Route;
  readonly url: string;
  readonly openedAt: number;
  readonly streams: Wanted;
  readonly returnRateLimits: boolean;
  combined: boolean;
  readonly facts: ConnectionFacts;
  readonly isOpen: boolean;
  /** False once the connection is half open. */
  readonly listens: boolean;
  /** Sends a text frame, late if there is a fault that says so. */
  write(text: string): void;
  /** Closes the connection because of something that the client did. */
  refuse(reason: string): void;
  /** Closes the connection as it is done at its greatest age. */
  cut(): void;
  /** Destroys the TCP socket. */
  drop(): void;
  /** Takes account of changed times, and of faults that began or ended. */
  adapt(): void;
  /** Stops or resumes reading and writing. */
  setHalfOpen(halfOpen: boolean): void;
}

/** @param received Told the text frames that the client is allowed to send. */
export function createConnection(
  ws: WebSocket,
  url: string,
  target: Target,
  facts: ConnectionFacts,
  { now, times, faults, frames, refusals }: ConnectionContext,
  received: (connection: Connection, text: string) => void,
): Connection {
  const { route, streams, combined, returnRateLimits } = target;
  const opened = performance.now();
  const recent: number[] = [];
  const late: string[] = [];
  const awaited = new Set<string>();
  let halfOpen = false;
  let pings = 0;
  let pingTimer: NodeJS.Timeout | undefined;
  let pongTimer: NodeJS.Timeout | undefined;
  let lifeTimer: NodeJS.Timeout | undefined;

  const connection: Connection = {
    route,
    url,
    openedAt: now(),
    streams,
    returnRateLimits,
    combined,
    facts,
    get isOpen() {
      return ws.readyState === ws.OPEN;
    },
    get listens() {
      return !halfOpen && ws.readyState === ws.OPEN;
    },
    write(text) {
      if (!connection.listens) return;
      const fault = faults.of(route);
      if (fault?.kind === 'slow') {
        late.push(text);
        setTimeout(() => late.length > 0 && send(late.shift()!), fault.ms).unref();
      } else {
        if (late.length > 0) late.splice(0).forEach(send);
        send(text);
      }
    },
    refuse(reason) {
      if (!connection.isOpen) return;
      refusals.push(`${route}: ${reason}`);
      ws.close(POLICY_VIOLATION, reason);
    },
    cut: () => ws.close(GOING_AWAY),
    drop: () => ws.terminate(),
    adapt() {
      if (faults.of(route)?.kind !== 'slow') late.splice(0).forEach(send);
      arm();
    },
    setHalfOpen(value) {
      if (halfOpen === value) return;
      halfOpen = value;
      if (halfOpen) {
        ws.pause();
        stop();
      } else {
        ws.resume();
        arm();
      }
    },
  };

  function send(text: string): void {
    if (connection.listens) ws.send(text);
  }

  function stop(): void {
    clearInterval(pingTimer);
    clearTimeout(pongTimer);
    clearTimeout(lifeTimer);
    pongTimer = undefined;
    awaited.clear();
  }

  /** Starts the timers anew. */
  function arm(): void {
    stop();
    if (!connection.listens) return;
    const { pingIntervalMs, lifetimeMs } = { ...facts, ...times };
    pingTimer = setInterval(ping, timerDelay(pingIntervalMs)).unref();
    lifeTimer = setTimeout(() => connection.cut(), timerDelay(opened + lifetimeMs - performance.now())).unref();
  }

  function ping(): void {
    if (!connection.listens) return;
    const payload = `${now()}-${pings++}`;
    awaited.add(payload);
    ws.ping(payload);
    const { pongTimeoutMs } = { ...facts, ...times };
    pongTimer ??= setTimeout(() => ws.close(POLICY_VIOLATION, 'Pong timeout'), timerDelay(pongTimeoutMs)).unref();
  }

  /** Counts a frame of the client against a limit of frames a second. */
  function isAllowed(limit: number | undefined, what: string): boolean {
    if (!connection.isOpen) return false;
    if (limit === undefined) return true;
    const time = performance.now();
    recent.push(time);
    while (recent[0]! <= time - 1000) recent.shift();
    if (recent.length <= limit) return true;
    connection.refuse(`more than ${limit} ${what} within a second`);
    return false;
  }

  const { maxControlMessagesPerSecond, maxPingPongFramesPerSecond } = facts;
  const isHeartbeatAllowed = () =>
    maxPingPongFramesPerSecond === undefined
      ? isAllowed(maxControlMessagesPerSecond, 'messages, pings and pongs')
      : isAllowed(maxPingPongFramesPerSecond, 'pings and pongs');

  ws.on('message', (data: RawData, isBinary) => {
    if (isBinary) return;
    const text = (data as Buffer).toString();
    frames.push({ route, text, at: now() });
    if (isAllowed(maxControlMessagesPerSecond, 'messages, pings and pongs')) received(connection, text);
  });
  ws.on('ping', (data) => {
    if (isHeartbeatAllowed()) ws.pong(data);
  });
  ws.on('pong', (data) => {
    if (!isHeartbeatAllowed() || !awaited.has(data.toString())) return;
    awaited.clear();
    clearTimeout(pongTimer);
    pongTimer = undefined;
  });
  ws.on('error', () => ws.terminate()); // the client broke the protocol or went away
  ws.on('close', stop);
  arm();
  return connection;
}
