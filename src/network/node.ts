// The network of Node.js: undici carries requests, ws opens WebSockets. Both are loaded at their first use.
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { HttpAnswer, HttpRequest, Network, NetworkOptions } from '../network.js';
import { createConnections, type Connections, type Line, type Opening } from './connections.js';
import { exchange } from './exchange.js';
import { carriedBy, sendByFetch, type Carrier } from './fetch.js';
import { openWebSocket } from './web-socket.js';

type Undici = typeof import('undici');

/** The network of this platform. */
export function createNetwork(options: NetworkOptions): Network {
  return { ...createRequestNetwork(options), open: createSocketNetwork(options).open };
}

/** The network of this platform, but for WebSockets: what only makes calls needs no more. */
export function createRequestNetwork(options: NetworkOptions): Network {
  return carriedBy(options.fetch || options.dispatcher ? given(options) : pooled(options));
}

/** The network of this platform, but for requests: what only opens WebSockets needs no more. */
export function createSocketNetwork(options: NetworkOptions): Network {
  return {
    send: () => Promise.reject(new Error('this network carries no requests')),
    open: (url, events) => openWebSocket(url, events, options),
    close: async () => {},
  };
}

/** Requests over what the caller has given. */
function given({ fetch, dispatcher }: NetworkOptions): Carrier {
  const emptyBody = () => new ReadableStream({ start: (controller) => controller.close() });
  return {
    send: (request) =>
      fetch ? sendByFetch(fetch, request, emptyBody) : exchange(dispatcher as Dispatcher, request, () => {}),
    close: async () => {},
  };
}

/** Requests over connections of our own. */
function pooled(options: NetworkOptions): Carrier {
  const hosts = new Map<string, Connections>();
  let loading: Promise<unknown> | undefined;
  let undici: Undici | undefined;

  function connectionsTo(origin: string, loaded: Undici): Connections {
    let connections = hosts.get(origin);
    if (!connections) {
      const open = options.proxy === undefined ? openDirect : openByProxy;
      connections = createConnections(origin, options.connections ?? 32, () => open(origin, options, loaded), loaded);
      hosts.set(origin, connections);
    }
    return connections;
  }

  const sendOn = ({ dispatcher, release }: Line, request: HttpRequest) => exchange(dispatcher, request, release);

  function send(request: HttpRequest): Promise<HttpAnswer> {
    if (!undici) {
      loading ??= import('undici').then((loaded) => (undici = loaded));
      return loading.then(() => send(request));
    }
    const line = connectionsTo(request.origin, undici).take(request);
    return line instanceof Promise ? line.then((free) => sendOn(free, request)) : sendOn(line, request);
  }

  return {
    send,
    async close() {
      await Promise.all([...hosts.values()].map((connections) => connections.close()));
    },
  };
}

const tlsOptions = ({ ca }: NetworkOptions) => (ca === undefined ? {} : { ca });

/** What undici's connector wants to know of a URL. */
function addressOf(url: string): { hostname: string; host: string; protocol: string; port: string } {
  const { hostname, host, protocol, port } = new URL(url);
  return { hostname: hostname.replace(/^\[(.*)\]$/, '$1'), host, protocol, port };
}

function openDirect(origin: string, options: NetworkOptions, { buildConnector }: Undici): Opening {
  const connect = buildConnector({ ...tlsOptions(options), timeout: 0 });
  let socket: Socket | undefined;
  return {
    opened: new Promise((resolve, reject) => {
      // The connector returns the socket that it opens, which its type does not say.
      socket = connect(addressOf(origin), (error, ready) =>
        error ? reject(error) : resolve(ready),
      ) as unknown as Socket;
    }),
    cancel: () => socket?.destroy(new Error('cancelled')),
  };
}

/** Through a tunnel that the proxy opens. */
function openByProxy(origin: string, options: NetworkOptions, { buildConnector, Client }: Undici): Opening {
  const proxy = new URL(options.proxy!);
  const client = new Client(proxy.origin, { connect: { timeout: 0 } });
  const address = addressOf(origin);
  const port = address.port || (address.protocol === 'https:' ? '443' : '80');
  const host = `${new URL(origin).hostname}:${port}`;
  let tunnel: Socket | undefined;
  async function open(): Promise<Socket> {
    const connecting = client.connect({ path: host, headers: { host, ...authorization(proxy) } });
    // The tunnel leaves the client that has opened it, which then has nothing more to do.
    const { statusCode, socket } = await connecting.finally(() => void client.destroy().catch(() => {}));
    tunnel = socket as Socket;
    if (statusCode !== 200) {
      tunnel.on('error', () => {}).destroy();
      throw new Error(proxyRefusal(statusCode));
    }
    if (address.protocol !== 'https:') return tunnel;
    const connect = buildConnector({ ...tlsOptions(options), timeout: 0 });
    return new Promise((resolve, reject) => {
      connect({ ...address, httpSocket: socket as Socket }, (error, ready) => (error ? reject(error) : resolve(ready)));
    });
  }
  return {
    opened: open(),
    cancel() {
      tunnel?.destroy(new Error('cancelled'));
      client.destroy().catch(() => {});
    },
  };
}

function authorization({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function proxyRefusal(status: number): string {
  if (status === 407) return 'the proxy wants a user and password (407): put them into the URL of the option proxy';
  return `the proxy refused the connection with HTTP status ${status}`;
}

/** Writes a warning of the process. */
export function warn(text: string): void {
  process.emitWarning(text);
}
