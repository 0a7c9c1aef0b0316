// What follows from a change: nothing, edits for certain, or something that a person has to judge.
import type { YamlEdit } from '../verify/yaml-edits.js';

/** What follows from a change. */
export interface Answer {
  /** `said`: the spec says so already. `certain`: the edits follow. `open`: a person has to judge. */
  readonly verdict: 'said' | 'certain' | 'open';
  readonly edits: readonly YamlEdit[];
  /** What to look at, where something is open. */
  readonly advice: string | undefined;
}

export const SAID: Answer = { verdict: 'said', edits: [], advice: undefined };
export const certain = (edits: readonly YamlEdit[]): Answer => ({ verdict: 'certain', edits, advice: undefined });
export const open = (advice: string, edits: readonly YamlEdit[] = []): Answer => ({ verdict: 'open', edits, advice });
