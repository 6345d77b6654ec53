import { join } from 'node:path';
import { AppendFile } from './append-file.ts';
import type { Signer } from './checkpoint.ts';
import { recordLine } from './checkpoint-record.ts';
import { type LogFiles, listLog } from './log-files.ts';
import { logStart } from './log-start.ts';
import { readLines } from './read-lines.ts';
import { scanLog } from './scan-log.ts';
import { writeCheckpoint } from './signed-note.ts';

/** While a file of this name stands in the directory, nothing is pruned. */
const hold = 'legal-hold';

/** What was pruned. */
export interface Pruned {
  readonly file: string;
  readonly events: number;
}

/**
 * Removes the segments whose events are all older than `before` (ISO 8601), the oldest first. Each leaves a proof: a
 * checkpoint at its end, with the tree. A segment that is damaged stays.
 */
export async function pruneLog(
  files: Pick<LogFiles, 'fileSystem' | 'directory'>,
  stream: string,
  before: string,
  signer: Signer | undefined,
): Promise<Pruned[]> {
  const { fileSystem, directory } = files;
  if ((await fileSystem.list(directory)).includes(hold)) return [];
  const pruned: Pruned[] = [];
  for (;;) {
    const log = await listLog(fileSystem, directory);
    const [oldest, next] = log.segments;
    if (oldest === undefined || next === undefined || (await firstTime(log, next.name)) >= before) return pruned;
    const state = await logStart(log);
    const first = state.tree.size;
    const stop = await scanLog({ ...log, segments: [oldest] }, state);
    if (stop !== undefined) return pruned;
    const checkpoint = await writeCheckpoint(stream, state.tree.size, state.tree.root(), signer);
    const proof = `${oldest.name}.pruned`;
    const file = await AppendFile.open(fileSystem, directory, `${proof}.tmp`, 'create');
    await file.append(Buffer.from(recordLine(checkpoint, state.head, state.tree)));
    await file.sync();
    await file.rename(proof);
    await file.close();
    await fileSystem.remove(join(directory, oldest.name));
    await fileSystem.syncDirectory(directory);
    pruned.push({ file: oldest.name, events: state.tree.size - first });
  }
}

/** When the first event of a segment happened; without one, later than all. */
export async function firstTime(log: LogFiles, name: string): Promise<string> {
  let text = '';
  for await (const { bytes, start } of readLines(log.fileSystem, log.directory, name)) {
    text = bytes.toString('latin1', start, start + 1_000); // the time stands before all that may be long
    break;
  }
  return /"time":"([^"]+)"/.exec(text)?.[1] ?? '~';
}
