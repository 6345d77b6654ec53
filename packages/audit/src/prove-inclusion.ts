import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { listLog } from './log-files.ts';
import { lastCheckpoint, logStart } from './log-start.ts';
import { base64Of, hexOf, leafHash, MerkleTree, nodeHash } from './merkle-tree.ts';
import { scanLog } from './scan-log.ts';
import { readCheckpoint } from './signed-note.ts';

/** That one event is in the tree of a given root (RFC 6962, section 2.1.1). */
export interface InclusionProof {
  readonly seq: number;
  /** The event's line, without its line feed. */
  readonly line: string;
  /** How many events the tree holds. */
  readonly size: number;
  /** The hashes beside the way from the leaf to the root, in Base64. */
  readonly path: readonly string[];
  /** The root that the way must lead to, in Base64. */
  readonly rootHash: string;
  /** The checkpoint that states this root, if there is one. */
  readonly note?: string;
}

/**
 * Proves that event `seq` is in the log, under the root of the last checkpoint that covers it, else of all events. It reads
 * the whole log.
 *
 * @throws RangeError when there is no such event, or it was pruned; Error when the log diverges before the proof is done.
 * @example
 * const proof = await proveInclusion('audit', 7);
 * verifyInclusion(proof); // true
 */
export function proveInclusion(directory: string, seq: number): Promise<InclusionProof> {
  return proveInclusionOn(nodeFileSystem, directory, seq);
}

/** A subtree beside the way to the root: the events from `from` to before `to`, counted from 0. */
interface Subtree {
  readonly from: number;
  readonly to: number;
}

/** The same on any file system. */
export async function proveInclusionOn(
  fileSystem: FileSystem,
  directory: string,
  seq: number,
): Promise<InclusionProof> {
  if (!Number.isInteger(seq) || seq < 1) {
    throw new RangeError(`proveInclusion: seq must be an integer >= 1, got ${String(seq)}`);
  }
  const log = await listLog(fileSystem, directory);
  const checkpoint = (await lastCheckpoint(log))?.checkpoint;
  const size = checkpoint && checkpoint.size >= seq ? checkpoint.size : await countEvents(log);
  const state = await logStart(log);
  const pruned = state.tree.copy();
  if (seq > size || seq <= pruned.size) {
    const there = `${pruned.size + 1} to ${size}`;
    throw new RangeError(`proveInclusion: seq must be one of the events that are there, ${there}, got ${seq}`);
  }
  const beside = subtreesBeside(seq - 1, 0, size).map((range) => ({ ...range, tree: treeFrom(pruned, range) }));
  let line = '';
  const stop = await scanLog(log, state, 0, {
    onLeaf(leaf, bytes, number) {
      if (number === seq) line = bytes.toString('utf8');
      for (const { from, to, tree } of beside) if (number > from && number <= to) tree.push(leaf);
    },
    due: size,
    reached: async () => true,
  });
  if (stop !== undefined)
    throw new Error(`The log in ${directory} diverges at event ${state.tree.size + 1}: run verify.`);
  const covered = checkpoint?.size === size ? { note: checkpoint.note } : {};
  const path = beside.map(({ tree }) => base64Of(tree.root()));
  return { seq, line, size, path, rootHash: base64Of(state.tree.root()), ...covered };
}

/**
 * Whether the proof leads from its line to its root (RFC 9162, section 2.1.3.2), and its checkpoint, if it has one, states
 * that root. Whether the root is right, only a checkpoint says that somebody trusted has signed or kept.
 *
 * @example
 * verifyInclusion({ ...proof, line: proof.line.replace('DENIED', 'SUCCESS') }); // false
 */
export function verifyInclusion({ seq, line, size, path, rootHash, note }: InclusionProof): boolean {
  if (!(Number.isInteger(seq) && Number.isInteger(size) && seq >= 1 && seq <= size)) return false;
  const stated = note === undefined ? { size, rootHash } : readCheckpoint(note);
  if (stated?.size !== size || stated.rootHash !== rootHash) return false;
  let node = seq - 1;
  let last = size - 1;
  let hash = leafHash(line);
  for (const text of path) {
    const beside = hexOf(text);
    if (last === 0 || beside.length !== 64) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(beside, hash);
      // A last node without a neighbour goes up as it is, until it has one.
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, beside);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && base64Of(hash) === rootHash;
}

/** RFC 6962, section 2.1.1: the tree is split at the greatest power of two below its size. */
function subtreesBeside(leaf: number, from: number, to: number): Subtree[] {
  if (to - from <= 1) return [];
  const middle = from + 2 ** Math.ceil(Math.log2(to - from) - 1);
  return leaf < middle
    ? [...subtreesBeside(leaf, from, middle), { from: middle, to }]
    : [...subtreesBeside(leaf, middle, to), { from, to: middle }];
}

/** What of a subtree was pruned is known by its full subtrees: each of them lies within or outside of it. */
function treeFrom(pruned: MerkleTree, { from, to }: Subtree): MerkleTree {
  const within: string[] = [];
  let start = 0;
  for (const node of pruned.nodes) {
    if (start >= from && start < to) within.push(node);
    start += 2 ** Math.floor(Math.log2(pruned.size - start));
  }
  return new MerkleTree(Math.max(0, Math.min(pruned.size, to) - from), within);
}

async function countEvents(log: Awaited<ReturnType<typeof listLog>>): Promise<number> {
  const state = await logStart(log);
  await scanLog(log, state);
  return state.tree.size;
}
