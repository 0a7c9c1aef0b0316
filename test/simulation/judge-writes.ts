// Judges writes: each comes to the exchange once at most, and what the client says of it is true.

/** See {@link createWrites}. */
export interface Writes {
  /** The client has handed it to a connection. */
  sent(id: string): void;
  /** The exchange has carried it out. */
  executed(id: string): void;
  verdict(id: string, verdict: string): void;
  /** Judges all so far and forgets them. None may be on its way. */
  conclude(): void;
}

interface Write {
  sendings: number;
  executions: number;
  verdict?: string;
}

/**
 * @param isSeenWhole Whether writes are seen when they leave the client, and when they are carried out. Otherwise `sent` is called
 *   when they arrive, and nobody tells what becomes of them.
 */
export function createWrites(fault: (what: string) => void, isSeenWhole = true): Writes {
  const writes = new Map<string, Write>();
  const known = (id: string): Write => {
    let write = writes.get(id);
    if (!write) writes.set(id, (write = { sendings: 0, executions: 0 }));
    return write;
  };
  return {
    sent(id) {
      const { sendings } = known(id);
      known(id).sendings++;
      if (sendings > 0) fault(`write ${id} was sent ${sendings + 1} times`);
    },
    executed(id) {
      const { executions } = known(id);
      known(id).executions++;
      if (executions > 0) fault(`write ${id} was carried out ${executions + 1} times`);
    },
    verdict: (id, verdict) => void (known(id).verdict = verdict),
    conclude() {
      for (const [id, { sendings, executions, verdict }] of writes) {
        if (verdict === undefined) fault(`write ${id} never ended`);
        if (verdict === 'rejected' && executions > 0) fault(`write ${id} was carried out, and is said to be rejected`);
        if (verdict === 'done' && (isSeenWhole ? executions : sendings) === 0)
          fault(`write ${id} was not carried out, and is said to be done`);
        if (isSeenWhole && verdict === 'unknown' && sendings === 0)
          fault(`write ${id} was never sent, and is said to be unknown`);
      }
      writes.clear();
    },
  };
}
