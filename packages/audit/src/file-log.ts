import { createAnchor } from './anchor.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { CheckpointWriter } from './checkpoint-writer.ts';
import { lockDirectory } from './directory-lock.ts';
import type { FileSinkSettings } from './file-sink-options.ts';
import type { FileSystem } from './file-system.ts';
import { hashOf } from './line.ts';
import { leafHash } from './merkle-tree.ts';
import { firstTime, pruneLog } from './prune-log.ts';
import { recoverLog } from './recover-log.ts';
import type { LogState } from './scan-log.ts';
import { SegmentWriter } from './segment-writer.ts';
import { writeCheckpoint } from './signed-note.ts';
import type { SinkHost } from './sink.ts';

/** An open log in a directory. Its methods are called one after the other. */
export class FileLog {
  private readonly fileSystem: FileSystem;
  private readonly settings: FileSinkSettings;
  private readonly host: SinkHost;
  private readonly unlock: () => Promise<void>;
  private readonly segments: SegmentWriter;
  private readonly checkpoints: CheckpointWriter;
  private readonly offer: ((checkpoint: SignedCheckpoint) => void) | undefined;
  private state: LogState;
  private period: string;
  /** Events since the last checkpoint. */
  private since = 0;

  private constructor(
    fileSystem: FileSystem,
    settings: FileSinkSettings,
    host: SinkHost,
    unlock: () => Promise<void>,
    opened: { segments: SegmentWriter; checkpoints: CheckpointWriter; state: LogState; began: string | undefined },
  ) {
    this.fileSystem = fileSystem;
    this.settings = settings;
    this.host = host;
    this.unlock = unlock;
    this.segments = opened.segments;
    this.checkpoints = opened.checkpoints;
    this.state = opened.state;
    this.period = opened.began === undefined ? this.currentPeriod() : this.periodOf(opened.began);
    const { anchor } = settings;
    this.offer = anchor && createAnchor(anchor, (error) => this.failed(error));
  }

  static async open(fileSystem: FileSystem, settings: FileSinkSettings, host: SinkHost): Promise<FileLog> {
    const { directory } = settings;
    const name = host.stream;
    await fileSystem.makeDirectory(directory);
    const unlock = await lockDirectory(fileSystem, directory);
    try {
      const { log, state, unconfirmed, torn } = await recoverLog(fileSystem, directory);
      if (torn !== undefined) host.report({ type: 'recovered', name, ...torn });
      const segments = await SegmentWriter.open(
        {
          fileSystem,
          directory,
          poisoned: (file, error) => host.report({ type: 'poisoned', name, file, error }),
          began: (file) => host.report({ type: 'rotated', name, file }),
        },
        log,
        unconfirmed,
      );
      const checkpoints = new CheckpointWriter(fileSystem, directory, log.checkpoints);
      const last = log.segments.at(-1);
      const began = last && (await firstTime(log, last.name));
      const opened = new FileLog(fileSystem, settings, host, unlock, { segments, checkpoints, state, began });
      opened.since = unconfirmed.length;
      if (unconfirmed.length > 0) await opened.routineCheckpoint();
      return opened;
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  get tail(): { seq: number; hash: string } {
    return { seq: this.state.tree.size, hash: this.state.head };
  }

  /** Whether so many events came since the last checkpoint that another is due; `any`: one is enough. */
  isCheckpointDue(any: boolean): boolean {
    return this.since >= (any ? 1 : this.settings.checkpointEvery);
  }

  async append(lines: readonly string[], durable: boolean): Promise<void> {
    if (this.segments.size >= this.settings.rotateBytes || this.period !== this.currentPeriod()) await this.rotate();
    const tree = this.state.tree.copy();
    let { head } = this.state;
    const written = this.segments.write(lines, durable);
    // The tree grows while the disk is at work.
    for (const line of lines) {
      tree.push(leafHash(line));
      head = hashOf(line);
    }
    await written;
    this.state = { tree, head };
    this.since += lines.length;
  }

  /** Writes a checkpoint over what is durable, which is all. */
  async checkpoint(durable: boolean): Promise<SignedCheckpoint> {
    const { state, since } = this;
    await this.segments.sync();
    const checkpoint = await writeCheckpoint(
      this.host.stream,
      state.tree.size,
      state.tree.root(),
      this.settings.signer,
    );
    await this.checkpoints.write(checkpoint, state, durable);
    this.since -= since;
    this.host.report({ type: 'checkpoint', name: this.host.stream, checkpoint });
    this.offer?.(checkpoint);
    return checkpoint;
  }

  /** A checkpoint that nobody asked for: when it fails the events are there all the same. */
  async routineCheckpoint(): Promise<void> {
    await this.checkpoint(false).catch((error: unknown) => this.failed(error));
  }

  sync(): Promise<void> {
    return this.segments.sync();
  }

  /** Removes what is older than the retention. */
  async prune(): Promise<void> {
    const { settings, host } = this;
    const before = new Date(host.now());
    before.setUTCFullYear(before.getUTCFullYear() - settings.retainYears);
    if (Number.isNaN(before.getTime())) return; // before all dates: for ever
    const files = { fileSystem: this.fileSystem, directory: settings.directory };
    const pruned = await pruneLog(files, host.stream, before.toISOString(), settings.signer);
    for (const each of pruned) host.report({ type: 'pruned', name: host.stream, ...each });
  }

  async close(): Promise<void> {
    const ends = [
      async () => this.isCheckpointDue(true) && this.checkpoint(true),
      () => this.segments.end(),
      () => this.checkpoints.end(),
    ];
    const failures: unknown[] = [];
    for (const end of ends) await end().catch((error: unknown) => failures.push(error));
    await this.unlock();
    if (failures.length > 0) throw failures[0];
  }

  private async rotate(): Promise<void> {
    await this.segments.end();
    await this.checkpoints.end();
    this.period = this.currentPeriod();
    await this.routineCheckpoint(); // the first of its file: opening the log begins to read here
    await this.prune().catch((error: unknown) => this.failed(error));
  }

  private currentPeriod(): string {
    return this.settings.rotateEvery === undefined ? '' : this.periodOf(new Date(this.host.now()).toISOString());
  }

  private periodOf(time: string): string {
    return time.slice(0, { hour: 13, day: 10, never: 0 }[this.settings.rotateEvery ?? 'never']);
  }

  private failed(error: unknown): void {
    this.host.report({ type: 'checkpoint-failed', name: this.host.stream, error });
  }
}
