// Looks at what a client hands to the network: which write is sent, and when.
import type { Network } from '../../src/network.js';

/** Name of the id that a write has from its caller, as it stands in queries and frames. */
const WRITE_ID = /newClientOrderId"?[=:]"?([\w-]+)/;

/** The same network; `sent` is called with the id of each write that the client hands to a connection. */
export function writesSeenBy(sent: (id: string) => void, network: Network): Network {
  const look = (text: string) => {
    const id = WRITE_ID.exec(text)?.[1];
    if (id !== undefined) sent(id);
  };
  return {
    ...network,
    send: (request) =>
      network.send({
        ...request,
        async prepare() {
          const prepared = await request.prepare();
          look(prepared.target);
          return prepared;
        },
      }),
    open(url, events) {
      const link = network.open(url, events);
      return {
        ...link,
        send(text) {
          look(text);
          link.send(text);
        },
      };
    },
  };
}
