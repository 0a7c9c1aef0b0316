// All faults that are put into the client on purpose.
import { calls } from './calls.js';
import type { Mutant } from './mutant.js';
import { sockets } from './sockets.js';
import { streams } from './streams.js';

export const MUTANTS: readonly Mutant[] = [...sockets, ...streams, ...calls];
