// What goes over the wire, handed to a hook of the caller's without its secrets.
import type { Network } from './network.js';
import { callHook, type Notify } from './notices.js';
import type { TimeSource } from './time.js';

/** One REST request or answer, or one text frame of a WebSocket, as it went over the wire but for the secrets. */
export interface TrafficRecord {
  /** When it was sent or received, by this machine's clock: ISO 8601 in UTC, to the ms. */
  readonly time: string;
  /** URL of the REST request or of the WebSocket. */
  readonly source: string;
  /** Seen from the client. */
  readonly direction: 'sent' | 'received';
  /** HTTP method. Only of REST. */
  readonly method?: string;
  /** HTTP status. Only of a REST answer. */
  readonly status?: number;
  /** The body or frame. Empty for a REST request, which is all in its URL. */
  readonly text: string;
}

/** Takes what goes over the wire. */
export type Recorder = (what: Omit<TrafficRecord, 'time'>) => void;

const HIDDEN = '***';
/** Known secrets that are shorter may be ordinary words, and are hidden in their own fields only. */
const SHORTEST_SECRET = 8;
/** Names of streams are shorter, so a longer one is a listenKey. */
const LISTEN_KEY = '[\\w-]{40,}';

/** Also in JSON that stands as text in JSON, where each quote has its backslashes. */
const fields = /(\\*"(apiKey|signature|listenKey)\\*"\s*:\s*\\*")((?:[^"\\]|\\+[^"\\])+)/g;
const streamField = new RegExp(`("stream"\\s*:\\s*")${LISTEN_KEY}(?=")`, 'g');
const parameters = /((?:[?&]|&amp;)(?:apiKey|signature|listenKey)=)[^&#\s"'<>\\]+/g;
const streamNames = new RegExp(`(?<=/|[?&]streams=)${LISTEN_KEY}(?=[/?&#]|$)`, 'g');

/** Takes the secrets out of URLs and JSON texts, and leaves every other byte. */
export interface Redactor {
  url(url: string): string;
  text(text: string): string;
}

/** A redactor that hides these secrets wherever they stand, and every listenKey from the first text that gives it. */
export function createRedactor(secrets: readonly (string | undefined)[]): Redactor {
  const known = new Set<string>();
  const learn = (secret: string | undefined) => {
    if (secret !== undefined && secret.length >= SHORTEST_SECRET) known.add(secret);
  };
  secrets.forEach(learn);
  const withoutKnown = (text: string) => {
    let result = text;
    for (const secret of known) result = result.replaceAll(secret, HIDDEN);
    return result;
  };
  return {
    url: (url) => withoutKnown(url.replace(parameters, `$1${HIDDEN}`).replace(streamNames, HIDDEN)),
    text(text) {
      const visible = text.replace(fields, (_, start: string, name: string, value: string) => {
        if (name === 'listenKey') learn(value);
        return `${start}${HIDDEN}`;
      });
      return withoutKnown(visible.replace(streamField, `$1${HIDDEN}`));
    },
  };
}

/**
 * Hands what goes over the wire to a hook. What the hook throws becomes a notice, and harms nobody else.
 *
 * @param redactor Absent where no secrets go over the wire.
 */
export function createRecorder(
  hook: (record: TrafficRecord) => unknown,
  redactor: Redactor | undefined,
  notify: Notify,
  time: TimeSource,
): Recorder {
  return ({ source, text, ...rest }) => {
    const at = new Date(time.now()).toISOString();
    const record = redactor ? { source: redactor.url(source), text: redactor.text(text) } : { source, text };
    callHook(
      () => hook({ time: at, ...rest, ...record }),
      (error) => notify({ kind: 'error', place: 'onTraffic', error }),
    );
  };
}

/** The same network, its requests, answers and frames recorded. */
export function recordedNetwork(network: Network, record: Recorder): Network {
  return {
    async send(request) {
      const { method, origin } = request;
      let source = origin;
      const answer = await network.send({
        ...request,
        async prepare() {
          const prepared = await request.prepare();
          source = `${origin}${prepared.target}`;
          record({ source, direction: 'sent', method, text: '' });
          return prepared;
        },
      });
      record({ source, direction: 'received', method, status: answer.status, text: answer.text });
      return answer;
    },
    open(url, events) {
      const link = network.open(url, {
        ...events,
        message(text) {
          record({ source: url, direction: 'received', text });
          events.message(text);
        },
      });
      return {
        ...link,
        send(text) {
          record({ source: url, direction: 'sent', text });
          link.send(text);
        },
      };
    },
    close: () => network.close(),
  };
}
