import { type LinePlace, placeOf } from './line.ts';
import type { LogFiles, Segment } from './log-files.ts';
import type { MerkleTree } from './merkle-tree.ts';
import { type Lines, linesOf, readLines } from './read-lines.ts';
import { sha256Hex } from './sha256.ts';

/** A place in the log: all events up to it. */
export interface LogState {
  readonly tree: MerkleTree;
  /** The hash of the last event. */
  head: string;
}

/** The first line that does not follow from what is before it. */
export interface Stop {
  readonly segment: Segment;
  /** From 1. */
  readonly line: number;
  /** Where the line begins in its file. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** Whether a line feed follows. */
  readonly whole: boolean;
  /** What it states, if that is true to its bytes. */
  readonly place: LinePlace | undefined;
}

export interface ScanHooks {
  /** Called with every event that counts. */
  readonly onLeaf?: (leaf: string, line: Buffer, seq: number) => void;
  /** At how many events `reached` is to be called next. */
  due?: number | undefined;
  /** Returns true to stop here. */
  readonly reached?: () => Promise<boolean>;
}

/** Follows the chain from `state` on, which is moved along, through the segments from number `from` on. */
export async function scanLog(
  log: LogFiles,
  state: LogState,
  from = 0,
  hooks: ScanHooks = {},
): Promise<Stop | undefined> {
  for (const segment of log.segments.slice(from)) {
    let line = 0;
    file: for await (const lines of readLines(log.fileSystem, log.directory, segment.name)) {
      const { bytes } = lines;
      for (const { from, to, whole } of linesOf(lines)) {
        // What stands here from now on was written again into a later file.
        if (state.tree.size + 1 >= segment.limit) break file;
        line++;
        const found = bytes.subarray(from, to);
        const place = placeOf(found);
        if (!whole || place?.seq !== state.tree.size + 1 || place.prev !== state.head) {
          const offset = lines.offset + from - lines.start;
          return { segment, line, offset, bytes: Buffer.from(found), whole, place };
        }
        const leaf = leafOf(lines, from, to);
        state.tree.push(leaf);
        state.head = place.hash;
        hooks.onLeaf?.(leaf, found, place.seq);
        if (state.tree.size === hooks.due && (await hooks.reached?.())) return undefined;
      }
    }
  }
  return undefined;
}

/** The byte before a line is the line feed of the one before it, and is done with: putting the 0x00 there saves a copy. */
function leafOf({ bytes }: Lines, from: number, to: number): string {
  bytes[from - 1] = 0;
  return sha256Hex(bytes.subarray(from - 1, to));
}
