import { AppendFile } from './append-file.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { recordLine } from './checkpoint-record.ts';
import type { FileSystem } from './file-system.ts';
import { fileName } from './log-files.ts';
import type { LogState } from './scan-log.ts';

/** Writes checkpoints into files beside the segments, each named after the first event that is not in its first checkpoint. */
export class CheckpointWriter {
  private readonly fileSystem: FileSystem;
  private readonly directory: string;
  private readonly taken: Set<string>;
  private file: AppendFile | undefined;

  constructor(fileSystem: FileSystem, directory: string, taken: readonly string[]) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.taken = new Set(taken);
  }

  /** Writes a checkpoint; the first of a file is durable, because opening the log begins there. */
  async write(checkpoint: SignedCheckpoint, { tree, head }: LogState, durable: boolean): Promise<void> {
    const file = this.file?.poisoned ? undefined : this.file;
    this.file = file ?? (await this.begin(tree.size + 1));
    await this.file.append(Buffer.from(recordLine(checkpoint, head, file === undefined ? tree : undefined)));
    if (durable || file === undefined) await this.file.sync();
  }

  /** Ends the file: the next checkpoint begins another one. */
  async end(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
  }

  private async begin(first: number): Promise<AppendFile> {
    await this.file?.close();
    const name = this.freeName(first, 0);
    this.taken.add(name); // also where opening fails: the file may be there all the same
    const file = await AppendFile.open(this.fileSystem, this.directory, name, 'create');
    await this.fileSystem.syncDirectory(this.directory);
    return file;
  }

  private freeName(first: number, generation: number): string {
    const name = fileName(first, generation, 'checkpoints');
    return this.taken.has(name) ? this.freeName(first, generation + 1) : name;
  }
}
