// The text of a capture file: plain or compressed, in UTF-8 or UTF-16, with or without a byte order mark.
import { createReadStream } from 'node:fs';
import { pipeline, Readable, type Transform } from 'node:stream';
import { TextDecoder } from 'node:util';
import zlib from 'node:zlib';
import { SpecError } from '../load/spec-error.js';

/** The lines of a file, without what ends them. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const text of textsOf(file)) {
    const [first = '', ...more] = text.split('\n');
    rest += first;
    for (const line of more) {
      yield rest.replace(/\r$/, '');
      rest = line;
    }
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}

/** The text of a file, piece by piece. */
async function* textsOf(file: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const bytes of unpacked(file)) {
    decoder ??= new TextDecoder(encodingOf(bytes));
    yield decoder.decode(bytes, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

/** What the byte order mark says; the decoder takes the mark away. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** The bytes of a file, decompressed. It is read once, so that it may be a pipe. */
async function* unpacked(file: string): AsyncGenerator<Uint8Array> {
  const bytes: AsyncIterator<Uint8Array> = createReadStream(file)[Symbol.asyncIterator]();
  const first = await bytes.next();
  if (first.done) return;
  async function* all(): AsyncGenerator<Uint8Array> {
    for (let part = first; !part.done; part = await bytes.next()) yield part.value;
  }
  const unpacker = unpackerFor(first.value, file);
  if (!unpacker) return yield* all();
  // A fault of the file comes out of the unpacker too.
  pipeline(Readable.from(all()), unpacker, () => {});
  yield* unpacker;
}

/** Decompresses what begins as gzip or zstd does. */
function unpackerFor(bytes: Uint8Array, file: string): Transform | undefined {
  const begins = (...start: number[]) => start.every((byte, index) => bytes[index] === byte);
  if (begins(0x1f, 0x8b)) return zlib.createGunzip();
  if (!begins(0x28, 0xb5, 0x2f, 0xfd)) return undefined;
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };
  if (!createZstdDecompress)
    throw new SpecError(`${file}: Node.js reads zstd from 22.15 on; this is ${process.version}: decompress it first`);
  return createZstdDecompress();
}
