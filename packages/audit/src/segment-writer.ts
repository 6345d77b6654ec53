import { AppendFile } from './append-file.ts';
import type { FileSystem } from './file-system.ts';
import { placeOfText } from './line.ts';
import { fileName, type LogFiles } from './log-files.ts';

/** Where a segment writer writes, and whom it tells. */
export interface SegmentHost {
  readonly fileSystem: FileSystem;
  readonly directory: string;
  poisoned(file: string, error: unknown): void;
  began(file: string): void;
}

/**
 * Writes lines into segments. When it says that lines are written they outlive the process; when it says that they are
 * durable they outlive the machine. When it fails, no line of the call counts.
 */
export class SegmentWriter {
  private readonly host: SegmentHost;
  private readonly taken: Set<string>;
  private file: AppendFile | undefined;
  /** Lines that were written and not synced: if the sync fails they are written again, into a file that can be trusted. */
  private unsynced: string[] = [];

  private constructor(host: SegmentHost, taken: Set<string>, file: AppendFile | undefined) {
    this.host = host;
    this.taken = taken;
    this.file = file;
  }

  /** Goes on in the last segment. What a dead process wrote there is synced first. */
  static async open(host: SegmentHost, { fileSystem, directory, segments }: LogFiles): Promise<SegmentWriter> {
    const last = segments.at(-1)?.name;
    const file = last === undefined ? undefined : await AppendFile.open(fileSystem, directory, last, 'append');
    await file?.sync();
    return new SegmentWriter(host, new Set(segments.map(({ name }) => name)), file);
  }

  /** How many bytes the current segment has. */
  get size(): number {
    return this.file?.size ?? 0;
  }

  async write(lines: readonly string[], durable: boolean): Promise<void> {
    const { file } = this;
    if (file === undefined || file.poisoned) return this.begin([...this.unsynced, ...lines], file);
    try {
      await file.append(bytesOf(lines));
      if (durable) await file.sync();
    } catch (error) {
      if (!file.poisoned) throw error;
      this.host.poisoned(file.name, error);
      return this.begin([...this.unsynced, ...lines], file);
    }
    this.unsynced = durable ? [] : [...this.unsynced, ...lines];
  }

  /** Resolves when all lines that were written are durable. */
  async sync(): Promise<void> {
    if (this.unsynced.length > 0) await this.write([], true);
  }

  /** Ends the segment: the next line begins another one. */
  async end(): Promise<void> {
    await this.sync();
    await this.file?.close();
    this.file = undefined;
  }

  /** Begins a segment with these lines: it gets its name, and so begins to count, when they are in it and durable. */
  private async begin(lines: readonly string[], poisoned: AppendFile | undefined): Promise<void> {
    const { fileSystem, directory } = this.host;
    const name = this.freeName(placeOfText(lines[0] ?? '').seq, poisoned === undefined ? 0 : 1);
    const unfinished = `${name}.tmp`;
    const file = await AppendFile.open(fileSystem, directory, unfinished, 'create');
    try {
      await file.append(bytesOf(lines));
      await file.sync();
      // From here on the name may be there, whatever the rename says.
      this.taken.add(name);
      await file.rename(name);
    } catch (error) {
      await Promise.allSettled([file.close(), fileSystem.remove(`${directory}/${unfinished}`)]);
      throw error;
    }
    this.unsynced = [];
    this.file = file;
    this.host.began(name);
    await poisoned?.close().catch(() => {}); // nothing depends on it any more
  }

  private freeName(first: number, generation: number): string {
    const name = fileName(first, generation, 'ndjson');
    return this.taken.has(name) ? this.freeName(first, generation + 1) : name;
  }
}

function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}
