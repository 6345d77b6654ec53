import { join } from 'node:path';
import type { FileSystem } from './file-system.ts';

/** Whole lines of a file, with their line feeds; at the end of the file perhaps a line without one. */
export interface Lines {
  /** The byte before the first line is there too, and may be written to: see `leafOf`. */
  readonly bytes: Buffer;
  /** Where the lines begin in `bytes`. */
  readonly start: number;
  /** Where they begin in the file. */
  readonly offset: number;
}

const chunkBytes = 262_144;
/** A longer line is given out in pieces: none of ours is as long. */
const longestLine = 16_777_216;
const lineFeed = 10;

/** Reads a file piece by piece, cut at ends of lines. */
export async function* readLines(fileSystem: FileSystem, directory: string, name: string): AsyncGenerator<Lines> {
  const file = await fileSystem.open(join(directory, name), 'read');
  try {
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    for (;;) {
      const bytes = Buffer.allocUnsafe(1 + rest.length + chunkBytes);
      bytes.set(rest, 1);
      const read = await file.read(bytes.subarray(1 + rest.length), offset + rest.length);
      const filled = bytes.subarray(0, 1 + rest.length + read);
      const end = read === 0 || rest.length > longestLine ? filled.length : filled.lastIndexOf(lineFeed) + 1;
      if (end > 1) {
        yield { bytes: filled.subarray(0, end), start: 1, offset };
        offset += end - 1;
      }
      if (read === 0) return;
      rest = filled.subarray(Math.max(end, 1));
    }
  } finally {
    await file.close();
  }
}

/** Where each line of a piece begins and ends; `whole`: a line feed follows. */
export function* linesOf({ bytes, start }: Lines): Generator<{ from: number; to: number; whole: boolean }> {
  for (let from = start; from < bytes.length; ) {
    const found = bytes.indexOf(lineFeed, from);
    const whole = found >= 0;
    const to = whole ? found : bytes.length;
    yield { from, to, whole };
    from = to + 1;
  }
}

/** The text of a whole file, if it is no longer than a line may be. */
export async function readText(fileSystem: FileSystem, directory: string, name: string): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const { bytes, start } of readLines(fileSystem, directory, name)) pieces.push(bytes.subarray(start));
  return Buffer.concat(pieces).toString('utf8');
}
