// The version that findings ask for.
import { worst, type Finding } from './findings.js';
import type { Level } from './kinds.js';

/** Who a verdict is for. */
export type Reader = 'spec' | 'client';

/** The highest level that findings ask for from one kind of reader. */
export const verdict = (findings: readonly Finding[], reader: Reader): Level =>
  worst(findings.map((finding) => finding[reader]));

/** The next version. While the major version is 0, what breaks asks for the next minor one. */
export function nextVersion(version: string, level: Level): string {
  const [major = 0, minor = 0, patch = 0] = numbersOf(version);
  if (level === 'none') return version;
  if (level === 'patch') return `${major}.${minor}.${patch + 1}`;
  if (level === 'minor' || major === 0) return `${major}.${minor + 1}.0`;
  return `${major + 1}.0.0`;
}

/** Whether a version is at least another one. */
export function reaches(version: string, other: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(other)];
  const index = a.findIndex((number, at) => number !== b[at]);
  return index === -1 || a[index]! > b[index]!;
}

function numbersOf(version: string): number[] {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (!match) throw new Error(`info.version is ${version}; a version looks like 1.2.3`);
  return match.slice(1).map(Number);
}
