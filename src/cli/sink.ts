// Where lines of data go: a file or stdout. Nothing is lost in silence.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { ArgumentError } from '../errors.js';
import { visibleLine } from './visible.js';

/** See {@link openSink}. */
export interface Sink {
  /** Adds a line; what would steer a terminal is written as `\\u001b`. */
  write(line: string): void;
  /** Lines that were taken over as a whole. */
  readonly lines: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Lines that came to nothing, or whose fate is unknown. */
  readonly lost: number;
  /** Why it takes no more lines. */
  readonly failure: NodeJS.ErrnoException | undefined;
  /** Writes what waits; a file is flushed to the disk. */
  close(): Promise<void>;
}

/** What may wait for a slow disk or reader. Unit: bytes. */
const MOST_WAITING = 256 * 1024 * 1024;

/**
 * Opens a file to append to, which only its owner may read if it is new; without a path it is stdout.
 *
 * @param onFailure Told once that it takes no more lines.
 * @throws {ArgumentError} The file cannot be opened.
 */
export async function openSink(path: string | undefined, onFailure: () => void): Promise<Sink> {
  const stream: Writable = path === undefined ? process.stdout : await openFile(path);
  let [lines, bytes, lost] = [0, 0, 0];
  let failure: NodeJS.ErrnoException | undefined;
  const fail = (error: Error) => {
    if (failure) return;
    failure = error;
    onFailure();
  };
  stream.on('error', fail);
  return {
    get lines() {
      return lines;
    },
    get bytes() {
      return bytes;
    },
    get lost() {
      return lost;
    },
    get failure() {
      return failure;
    },
    write(line) {
      if (failure) {
        lost++;
        return;
      }
      const text = Buffer.from(`${visibleLine(line)}\n`);
      stream.write(text, (error) => {
        if (error) {
          lost++;
          return fail(error);
        }
        lines++;
        bytes += text.length;
      });
      if (stream.writableLength > MOST_WAITING)
        fail(new Error(`its reader is too slow: ${Math.round(stream.writableLength / 1e6)} MB wait`));
    },
    async close() {
      if (stream !== process.stdout) {
        stream.end();
        if (!stream.closed) await once(stream, 'close').catch(() => {});
      } else if (stream.writableLength > 0) {
        await new Promise<void>((resolve) => {
          stream.once('close', resolve);
          stream.write('', () => resolve());
        });
      }
    },
  };
}

async function openFile(path: string): Promise<Writable> {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  try {
    await once(stream, 'open');
  } catch (error) {
    throw new ArgumentError('--out', `must be a file that can be written: ${(error as Error).message}`);
  }
  return stream;
}
