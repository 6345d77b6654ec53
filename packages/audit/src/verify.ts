import type { CheckpointRecord } from './checkpoint-record.ts';
import { classifyStop } from './classify-stop.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { type LogFiles, listLog } from './log-files.ts';
import { logStart } from './log-start.ts';
import { base64Of } from './merkle-tree.ts';
import { type LogState, scanLog } from './scan-log.ts';
import { noteVerifier, readCheckpoint } from './signed-note.ts';
import type { Divergence, VerifyReport } from './verify-report.ts';
import { createWitness, type Witness } from './witness.ts';

export type { Divergence, VerifyReport } from './verify-report.ts';

/** What is known of a log from elsewhere: without it, some changes cannot be seen. */
export interface VerifyOptions {
  /** The key that every checkpoint must be signed with: `name+id+key`, see `Signer.publicKey`. */
  readonly publicKey?: string;
  /**
   * The text of a checkpoint that was kept elsewhere: what it covers must still be there. One that covers less than what
   * was pruned since says nothing: keep a later one.
   */
  readonly checkpoint?: string;
}

/**
 * Reads a whole log, and reports where it first differs from one that was only ever appended to. Two things cannot be seen:
 * events cut off after the last checkpoint, and a log rewritten from end to end together with unsigned checkpoints. A held
 * `checkpoint` shows both.
 *
 * @throws TypeError when the key or the checkpoint cannot be read, and what the file system throws.
 * @example
 * const { ok, divergence } = await verify('audit', { publicKey });
 */
export function verify(directory: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  return verifyOn(nodeFileSystem, directory, options);
}

/** The same on any file system. */
export async function verifyOn(
  fileSystem: FileSystem,
  directory: string,
  { publicKey, checkpoint }: VerifyOptions = {},
): Promise<VerifyReport> {
  const isSigned = publicKey === undefined ? undefined : noteVerifier(publicKey);
  const held = checkpoint === undefined ? undefined : heldRecord(checkpoint);
  const log = await listLog(fileSystem, directory);
  const { proof, ...state } = await logStart(log);
  const pruned = state.tree.size;
  const witness = createWitness(log, pruned, held, isSigned);
  const divergence = proofFault(proof, isSigned) ?? (await firstDivergence(log, state, witness));
  return {
    ok: divergence === undefined,
    events: state.tree.size,
    segments: log.segments.length,
    pruned,
    confirmed: witness.confirmed,
    rootHash: base64Of(state.tree.root()),
    ...(divergence && { divergence }),
  };
}

function heldRecord(note: string): CheckpointRecord {
  const checkpoint = readCheckpoint(note);
  if (checkpoint === undefined) throw new TypeError('verify: checkpoint must be the text of a checkpoint');
  return { file: 'checkpoint', line: 1, checkpoint, head: '', tree: undefined };
}

function proofFault(
  proof: CheckpointRecord | undefined,
  isSigned: ((note: string) => boolean) | undefined,
): Divergence | undefined {
  if (proof === undefined) return undefined;
  const { file, line, checkpoint, tree } = proof;
  if (checkpoint === undefined || tree === undefined) {
    return { kind: 'edited', file, line, seq: 1, message: 'The proof of the pruned events does not hold.' };
  }
  if (isSigned === undefined || isSigned(checkpoint.note)) return undefined;
  const message = 'The proof of the pruned events is not signed with the key that was given.';
  return { kind: 'bad-signature', file, line, seq: checkpoint.size, message };
}

async function firstDivergence(log: LogFiles, state: LogState, witness: Witness): Promise<Divergence | undefined> {
  const { tree } = state;
  let contradiction = await witness.contradicts(tree);
  if (contradiction !== undefined) return contradiction;
  const hooks = {
    due: await witness.due(),
    async reached() {
      if (contradiction !== undefined) return true;
      contradiction = await witness.contradicts(tree);
      // One line more: where the last event was edited, the next one says so.
      hooks.due = contradiction?.kind === 'forked' ? tree.size + 1 : await witness.due();
      return contradiction !== undefined && contradiction.kind !== 'forked';
    },
  };
  const stop = await scanLog(log, state, 0, hooks);
  const covered = (await witness.due()) ?? 0;
  if (stop !== undefined) return classifyStop(log, state, stop, covered);
  return contradiction ?? missingTail(log, tree.size, covered);
}

function missingTail(log: LogFiles, size: number, covered: number): Divergence | undefined {
  const last = log.segments.at(-1);
  const at = { file: last?.name ?? '', line: 0, seq: size + 1 };
  if (covered > size) {
    return { kind: 'truncated', ...at, message: `A checkpoint speaks for ${covered} events, and ${size} are there.` };
  }
  if (last !== undefined && last.first > size + 1) {
    return {
      kind: 'removed',
      ...at,
      message: `Event ${size + 1} was expected, and the last file begins with ${last.first}.`,
    };
  }
  return undefined;
}
