import { AppendFile } from './append-file.ts';
import type { FileSystem } from './file-system.ts';
import { seqOf } from './line.ts';
import { fileName, type LogFiles, type Segment } from './log-files.ts';

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
  private generation: number;
  private file: AppendFile | undefined;
  /** Lines that were written and not synced: if the sync fails they are written again, into a file that can be trusted. */
  private unsynced: string[] = [];

  private constructor(host: SegmentHost, segments: readonly Segment[], file: AppendFile | undefined) {
    this.host = host;
    this.taken = new Set(segments.map(({ name }) => name));
    this.generation = segments.at(-1)?.generation ?? 0;
    this.file = file;
  }

  /** Goes on in the last segment, or in a new one that begins with the lines that are to be written again. */
  static async open(host: SegmentHost, { segments }: LogFiles, again: readonly string[]): Promise<SegmentWriter> {
    const last = segments.at(-1)?.name;
    const isSound = last !== undefined && again.length === 0;
    const file = isSound ? await AppendFile.open(host.fileSystem, host.directory, last, 'append') : undefined;
    const writer = new SegmentWriter(host, segments, file);
    if (again.length > 0) await writer.begin(again, writer.generation + 1);
    return writer;
  }

  /** How many bytes the current segment has. */
  get size(): number {
    return this.file?.size ?? 0;
  }

  async write(lines: readonly string[], durable: boolean): Promise<void> {
    const { file } = this;
    if (file === undefined) return this.begin([...this.unsynced, ...lines], this.generation);
    if (file.poisoned) return this.replace(file, lines);
    try {
      if (lines.length > 0) await file.append(bytesOf(lines));
      if (durable) await file.sync();
    } catch (error) {
      if (!file.poisoned) throw error;
      this.host.poisoned(file.name, error);
      return this.replace(file, lines);
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

  /** What is not known to be on the disk is written again, into a segment of a later generation. */
  private async replace(poisoned: AppendFile, lines: readonly string[]): Promise<void> {
    await this.begin([...this.unsynced, ...lines], this.generation + 1);
    await Promise.allSettled([poisoned.close()]); // nothing depends on it any more
  }

  /** Begins a segment with these lines: it gets its name, and so begins to count, when they are in it and durable. */
  private async begin(lines: readonly string[], least: number): Promise<void> {
    const { fileSystem, directory } = this.host;
    let generation = least;
    const first = seqOf(String(lines[0]));
    while (this.taken.has(fileName(first, generation, 'ndjson'))) generation++;
    const name = fileName(first, generation, 'ndjson');
    // Also where this fails: what fails may have been done all the same.
    this.taken.add(name);
    this.generation = generation;
    const unfinished = `${name}.tmp`;
    const file = await AppendFile.open(fileSystem, directory, unfinished, 'create');
    try {
      await file.append(bytesOf(lines));
      await file.sync();
      await file.rename(name);
    } catch (error) {
      await Promise.allSettled([file.close(), fileSystem.remove(`${directory}/${unfinished}`)]);
      throw error;
    }
    this.unsynced = [];
    this.file = file;
    this.host.began(name);
  }
}

function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\n')}\n`);
}
