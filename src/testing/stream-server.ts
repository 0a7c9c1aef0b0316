// The streams of the exchange in memory: control messages, and events on their way to those who asked for them.
import type { ServerLink } from './link.js';
import type { Surroundings } from './surroundings.js';

/** See {@link createStreamServer}. */
export interface StreamServer {
  /** Takes a control message. */
  control(link: ServerLink, text: string): void;
  /** Sends an event to these. True if a stalled connection kept it back. */
  broadcast(isMeant: (link: ServerLink) => boolean, text: string): boolean;
  /** Refuses every message that asks for the stream, for a while. Unit: ms. */
  refuse(stream: string, ms: number): void;
}

interface ControlMessage {
  readonly method: string;
  readonly params: readonly string[];
  readonly id: number;
}

/** @param count Called with each control message. */
export function createStreamServer(
  { product, time, fate, log }: Surroundings,
  links: ReadonlySet<ServerLink>,
  count: (link: ServerLink) => void,
): StreamServer {
  const [{ code, message }] = product.controlErrors as [Surroundings['product']['controlErrors'][number]];
  /** Until when streams are refused, by monotonic time. Unit: ms. */
  const refused = new Map<string, number>();
  const isRefused = (stream: string) => (refused.get(stream) ?? 0) > time.monotonic();

  function control(link: ServerLink, text: string): void {
    const { method, params, id } = JSON.parse(text) as ControlMessage;
    count(link);
    const isForStreams = method === 'SUBSCRIBE';
    const fault = fate('control');
    log?.(`control ${link.id} ${method} ${params.length} ${fault?.name ?? ''}`);
    const error = { code, msg: message };
    if (fault?.name === 'refusedWithoutId') return link.send(JSON.stringify(error));
    if (fault?.name === 'refused' || (isForStreams && params.some(isRefused)))
      return link.send(JSON.stringify({ error, id }));
    for (const name of params) {
      if (isForStreams) link.streams.add(name);
      else link.streams.delete(name);
    }
    if (fault?.name === 'lost') return;
    link.send(JSON.stringify({ result: null, id: fault?.name === 'wrongId' ? id + 1_000_000 : id }), fault?.ms);
  }

  /** Sends an event over one link, with what goes wrong on its way. */
  function transmit(link: ServerLink, text: string): void {
    if (link.isStalled) return log?.(`kept back ${link.id}`);
    const fault = fate('message');
    link.send(fault?.name === 'broken' ? text.slice(0, text.length >> 1) : text);
    if (fault?.name === 'doubled') link.send(text);
    if (fault?.name === 'repeated') link.send(text, fault.ms);
  }

  return {
    control,
    broadcast(isMeant, text) {
      let isKeptBack = false;
      for (const link of links) {
        if (!link.isOpen || !isMeant(link)) continue;
        transmit(link, text);
        isKeptBack ||= link.isStalled;
      }
      return isKeptBack;
    },
    refuse: (stream, ms) => void refused.set(stream, time.monotonic() + ms),
  };
}
