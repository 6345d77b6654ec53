import type { SignedCheckpoint } from './checkpoint.ts';
import type { LogFiles } from './log-files.ts';
import { base64Of, hexOf, MerkleTree } from './merkle-tree.ts';
import { linesOf, readLines } from './read-lines.ts';
import { readCheckpoint } from './signed-note.ts';

/** A line of a file with checkpoints. The first of each file holds the tree as well, so that nobody has to grow it anew. */
export interface CheckpointRecord {
  readonly file: string;
  readonly line: number;
  /** undefined: the line is no checkpoint. */
  readonly checkpoint: SignedCheckpoint | undefined;
  /** The hash of the last event that it covers. */
  readonly head: string;
  readonly tree: MerkleTree | undefined;
}

/** Writes a checkpoint as a line, with the roots of the tree's full subtrees if the tree is given. */
export function recordLine(checkpoint: SignedCheckpoint, head: string, tree?: MerkleTree): string {
  const nodes = tree?.nodes.map(base64Of);
  return `${JSON.stringify({ size: checkpoint.size, head, nodes, note: checkpoint.note })}\n`;
}

/**
 * All checkpoints of a file. What a crash left is no checkpoint, and is left out: a line without its end, or with bytes that
 * never reached the disk and are read as zeros.
 */
export async function* readRecords(log: LogFiles, file: string): AsyncGenerator<CheckpointRecord> {
  let line = 0;
  for await (const lines of readLines(log.fileSystem, log.directory, file)) {
    for (const { from, to, whole } of linesOf(lines)) {
      line++;
      if (whole && !lines.bytes.subarray(from, to).includes(0))
        yield { file, line, ...parseRecord(lines.bytes.toString('utf8', from, to)) };
    }
  }
}

/** Reads what `recordLine` wrote; what it could not have written has no checkpoint. */
export function parseRecord(text: string): Pick<CheckpointRecord, 'checkpoint' | 'head' | 'tree'> {
  const found = parsed(text);
  const head = typeof found['head'] === 'string' ? found['head'] : '';
  const checkpoint = typeof found['note'] === 'string' ? readCheckpoint(found['note']) : undefined;
  if (checkpoint === undefined || checkpoint.size !== found['size'])
    return { checkpoint: undefined, head, tree: undefined };
  const nodes = Array.isArray(found['nodes']) ? found['nodes'].map((node) => hexOf(String(node))) : undefined;
  const tree = nodes === undefined ? undefined : new MerkleTree(checkpoint.size, nodes);
  // Subtrees that do not make the root are somebody else's.
  return { checkpoint, head, tree: tree && base64Of(tree.root()) === checkpoint.rootHash ? tree : undefined };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    // An object's members may be anything, and are looked at one by one.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
