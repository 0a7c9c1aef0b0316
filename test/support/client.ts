// Clients of the loopback exchange.
import { createClient, type Client, type ClientOptions } from '../../src/index.js';
import type { Exchange } from '../exchange/exchange.js';

const clients: Client[] = [];

/** A client that trusts the exchange and reconnects within milliseconds, closed by {@link closeClients}. */
export function openClient(exchange: Pick<Exchange, 'urls' | 'certificate'>, options: ClientOptions = {}): Client {
  const client = createClient({
    environment: { urls: exchange.urls },
    ca: exchange.certificate,
    reconnectMinMs: 5,
    reconnectMaxMs: 30,
    overlapMs: 30,
    ...options,
  });
  clients.push(client);
  return client;
}

/** Closes all clients that this file of tests has opened. */
export async function closeClients(): Promise<void> {
  await Promise.all(clients.splice(0).map((client) => client.close()));
}
