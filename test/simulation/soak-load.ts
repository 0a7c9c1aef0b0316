// What the client of a soak does: it reads many streams and user data, and calls over REST and the WebSocket API.
import { isBinanceError, type Client } from '../../src/index.js';
import type { TimeSource } from '../../src/time.js';
import type { Chance } from './chance.js';
import type { Writes } from './judge-writes.js';
import { createTrack, type Fault, type Track } from './soak-judge.js';
import { createSubscriptions } from './soak-subscriptions.js';
import { bars, depth, fill, quotes, trades, type SimulatedStream } from './streams.js';

/** Sends an event. True if a stalled connection kept it back. */
type Publish = (text: string, stream: SimulatedStream) => boolean;

export interface LoadOptions {
  readonly client: Client;
  readonly time: TimeSource;
  readonly chance: Chance;
  readonly writes: Writes;
  readonly fault: Fault;
  readonly streams: readonly SimulatedStream[];
  readonly publish: Publish;
  /** The same for user data. */
  readonly publishUserData: (text: string) => boolean;
}

export interface Load {
  readonly tracks: readonly Track[];
  /** Calls and subscriptions that have not ended. */
  readonly pending: number;
  /** Subscribes to all, and opens user data. */
  open(): Promise<void>;
  /** Sends that many events on streams drawn by lot. */
  publish(count: number): void;
  publishUserData(): void;
  /** Ends one subscription and subscribes again. */
  renewOne(): void;
  /** A read and a write, each over REST or over the WebSocket API. */
  call(): void;
}

const SYMBOL = 'BTCUSDT';
const USER_DATA = 'user data';

/** Streams of all kinds, each of its own symbol. */
export function createStreams(count: number): SimulatedStream[] {
  const kinds = [trades, quotes, depth, trades, quotes, trades, depth, quotes, trades, bars];
  return Array.from({ length: count }, (_, index) => kinds[index % kinds.length]!(`S${index}USDT`));
}

export function createLoad(options: LoadOptions): Load {
  const { client, time, chance, writes, fault, streams } = options;
  const tracks = streams.map(({ name, hasSequence }) => createTrack(name, hasSequence, fault));
  const userData = createTrack(USER_DATA, false, fault);
  let pending = 0;
  let calls = 0;

  const subscriptions = createSubscriptions(options, tracks, track);

  function track<Value>(promise: Promise<Value>): Promise<Value> {
    pending++;
    const ended = () => void pending--;
    promise.then(ended, ended);
    return promise;
  }

  async function openUserData(): Promise<void> {
    const reader = userData.read();
    const onTradeLite = ({ symbol, tradeId }: { readonly symbol: string; readonly tradeId: number }) => {
      // Orders of our own may be filled too.
      if (symbol !== SYMBOL) reader.event(tradeId);
    };
    await track(client.userData({ onTradeLite }, { onGap: reader.gap }));
    reader.accepted();
  }

  function read(api: Client['rest'] | Client['websocketApi']): void {
    track(api.orderBook({ symbol: SYMBOL, limit: 5 })).catch((error: unknown) => {
      if (!isBinanceError(error)) fault(`a read failed with ${String(error)}`);
    });
  }

  function write(api: Client['rest'] | Client['websocketApi']): void {
    const id = `write-${++calls}`;
    const order = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.010', newClientOrderId: id } as const;
    track(api.newOrder(order)).then(
      () => writes.verdict(id, 'done'),
      (error: unknown) => {
        if (isBinanceError(error) && 'execution' in error) writes.verdict(id, String(error.execution));
        else fault(`write ${id} failed with ${String(error)}`);
      },
    );
  }

  const api = () => (chance.happens('api', 500) ? client.rest : client.websocketApi);
  return {
    tracks: [...tracks, userData],
    get pending() {
      return pending;
    },
    async open() {
      await Promise.all([...streams.map((_, index) => subscriptions.open(index)), openUserData()]);
    },
    publish(count) {
      const now = time.now();
      for (let left = count; left > 0; left--) {
        const index = chance.integer('stream', streams.length);
        const [stream, one] = [streams[index]!, tracks[index]!];
        const number = one.next();
        if (options.publish(stream.event(number, now), stream)) one.keepBack(number);
      }
    },
    publishUserData() {
      const number = userData.next();
      if (options.publishUserData(fill(number, time.now()))) userData.keepBack(number);
    },
    renewOne: () => subscriptions.renew(chance.integer('renew', streams.length)),
    call() {
      read(api());
      write(api());
    },
  };
}
