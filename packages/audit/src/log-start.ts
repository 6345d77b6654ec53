import { type CheckpointRecord, parseRecord, readRecords } from './checkpoint-record.ts';
import { firstPrev } from './line.ts';
import type { LogFiles, Segment } from './log-files.ts';
import { MerkleTree } from './merkle-tree.ts';
import { readText } from './read-lines.ts';
import type { LogState } from './scan-log.ts';

/** Where the events begin that are still there: after the last pruned one. */
export async function logStart(log: LogFiles): Promise<LogState & { readonly proof?: CheckpointRecord }> {
  const file = log.pruned.at(-1);
  if (file === undefined) return { tree: new MerkleTree(), head: firstPrev };
  const record = parseRecord((await readText(log.fileSystem, log.directory, file)).trimEnd());
  const proof = { file, line: 1, ...record };
  return { tree: record.tree?.copy() ?? new MerkleTree(), head: record.tree ? record.head : firstPrev, proof };
}

/** The last place at which a segment begins and the tree is known: where opening a long log begins to read. */
export async function lastKnownState(log: LogFiles): Promise<{ state: LogState; from: number }> {
  for (const file of log.checkpoints.toReversed()) {
    for await (const { tree, head } of readRecords(log, file)) {
      const from = tree ? log.segments.findLastIndex((segment) => begins(segment, tree.size + 1)) : -1;
      if (tree !== undefined && from >= 0) return { state: { tree, head }, from };
      break; // only the first of a file has a tree
    }
  }
  return { state: await logStart(log), from: 0 };
}

function begins({ first, limit }: Segment, seq: number): boolean {
  return first === seq && first < limit;
}

/** The last checkpoint that was written. */
export async function lastCheckpoint(log: LogFiles): Promise<CheckpointRecord | undefined> {
  for (const file of log.checkpoints.toReversed()) {
    let last: CheckpointRecord | undefined;
    for await (const record of readRecords(log, file)) {
      if (record.checkpoint !== undefined) last = record;
    }
    if (last !== undefined) return last;
  }
  return undefined;
}
