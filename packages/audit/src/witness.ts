// Checkpoints bear witness: at so many events, the root was this one.
import { type CheckpointRecord, readRecords } from './checkpoint-record.ts';
import type { LogFiles } from './log-files.ts';
import { base64Of, type MerkleTree } from './merkle-tree.ts';
import type { Divergence } from './verify-report.ts';

export interface Witness {
  /** At how many events `contradicts` is to be asked next; undefined: never again. */
  due(): Promise<number | undefined>;
  /** Asks the checkpoints of this size. */
  contradicts(tree: MerkleTree): Promise<Divergence | undefined>;
  /** How many events the last checkpoint speaks for that was not contradicted. */
  readonly confirmed: number;
}

/** Calls the checkpoints of the log one after the other, and `held`, which somebody kept elsewhere, in its place. */
export function createWitness(
  log: LogFiles,
  from: number,
  held: CheckpointRecord | undefined,
  isSigned: ((note: string) => boolean) | undefined,
): Witness {
  const records = inOrder(log, held);
  let next: CheckpointRecord | undefined;
  let confirmed = 0;

  async function due(): Promise<number | undefined> {
    // Checkpoints over events that were pruned have nothing to be compared with.
    while (next === undefined || (next.checkpoint !== undefined && next.checkpoint.size < from)) {
      const { done, value } = await records.next();
      if (done) return undefined;
      next = value;
    }
    return next.checkpoint?.size ?? from;
  }

  async function contradicts(tree: MerkleTree): Promise<Divergence | undefined> {
    const root = base64Of(tree.root());
    for (let size = await due(); next !== undefined && size !== undefined && size <= tree.size; size = await due()) {
      const fault = faultOf(next, tree.size, root);
      if (fault !== undefined) return fault;
      next = undefined;
      confirmed = tree.size;
    }
    return undefined;
  }

  function faultOf({ checkpoint, file, line }: CheckpointRecord, size: number, root: string): Divergence | undefined {
    const at = { file, line };
    if (checkpoint === undefined) {
      return { kind: 'bad-signature', ...at, seq: confirmed + 1, message: 'The line is no checkpoint.' };
    }
    if (isSigned !== undefined && !isSigned(checkpoint.note)) {
      const message = `The checkpoint over ${checkpoint.size} events is not signed with the key that was given.`;
      return { kind: 'bad-signature', ...at, seq: checkpoint.size, message };
    }
    if (checkpoint.size === size && checkpoint.rootHash === root) return undefined;
    const message = `The checkpoint over ${checkpoint.size} events speaks of other events than those from ${confirmed + 1} on.`;
    return { kind: 'forked', ...at, seq: confirmed + 1, message };
  }

  return {
    due,
    contradicts,
    get confirmed() {
      return confirmed;
    },
  };
}

async function* inOrder(log: LogFiles, held: CheckpointRecord | undefined): AsyncGenerator<CheckpointRecord> {
  let waiting = held;
  for (const file of log.checkpoints) {
    for await (const record of readRecords(log, file)) {
      if (waiting?.checkpoint && record.checkpoint && waiting.checkpoint.size <= record.checkpoint.size) {
        yield waiting;
        waiting = undefined;
      }
      yield record;
    }
  }
  if (waiting !== undefined) yield waiting;
}
