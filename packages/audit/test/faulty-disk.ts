import { basename } from 'node:path';
import type { FileSystem, OpenFile } from '../src/file-system.ts';

/** What goes wrong at one call: it fails, it fails although it was done, or a write takes only a part of the bytes. */
export type Fault = 'fails' | 'fails-after' | 'short';

interface Content {
  readonly inode: number;
  bytes: Buffer;
  /** What a power cut leaves. */
  stable: Buffer;
  /** Bytes that the kernel gave up after a failed sync: it calls them clean, and they are not on the disk. */
  lost: { from: number; to: number }[];
}

/**
 * A file system in memory that loses, in a power cut, what was not synced: names until their directory is, bytes until their
 * file is. A sync that fails loses for good what it should have written, as Linux does.
 */
export class FaultyDisk implements FileSystem {
  /** How many calls there were. */
  calls = 0;
  /** The number of the call that goes wrong, and those after it up to `faultyUntil`. */
  faultyAt = 0;
  faultyUntil = 0;
  fault: Fault = 'fails';
  code = 'EIO';
  private names = new Map<string, Content>();
  private stableNames = new Map<string, Content>();
  private inodes = 0;
  private life = 0;
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  /** What a new process sees. When it dies, what it still wants to do is never done. */
  process(): FileSystem {
    const life = this.life;
    const living = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (_, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return async (...args: unknown[]) => {
            if (life !== this.life) throw new Error('this process is dead');
            const result: unknown = await value.apply(target, args);
            return typeof result === 'object' && result !== null && 'append' in result ? living(result) : result;
          };
        },
      });
    return living<FileSystem>(this);
  }

  /** The power is cut: what was not synced is there or not, or half, or its pages are zeros. */
  cutPower(): void {
    const kept = this.random() < 0.5 ? this.names : this.stableNames;
    this.names = new Map([...this.stableNames, ...kept]);
    for (const name of this.names.keys()) if (!this.stableNames.has(name) && !kept.has(name)) this.names.delete(name);
    for (const file of new Set(this.names.values())) {
      const unsynced = file.bytes.subarray(file.stable.length);
      const left = Buffer.from(unsynced.subarray(0, Math.floor(this.random() * (unsynced.length + 1))));
      if (this.random() < 0.3) left.fill(0, Math.floor(this.random() * left.length));
      file.bytes = Buffer.concat([file.stable, left]);
      for (const { from, to } of file.lost)
        file.bytes.fill(0, Math.min(from, file.bytes.length), Math.min(to, file.bytes.length));
      file.stable = file.bytes;
      file.lost = [];
    }
    this.stableNames = new Map(this.names);
    this.kill();
  }

  /** The process dies: what it wrote is there. Its lock is that of a dead process. */
  kill(): void {
    for (const name of this.names.keys()) if (basename(name).startsWith('lock')) this.names.delete(name);
    this.faultyAt = 0;
    this.life++;
  }

  text(path: string): string {
    return this.names.get(path)?.bytes.toString('utf8') ?? '';
  }

  put(path: string, bytes: Buffer): void {
    this.names.set(path, { inode: ++this.inodes, bytes, stable: bytes, lost: [] });
    this.stableNames.set(path, this.names.get(path) as Content);
  }

  async open(path: string, mode: 'read' | 'append' | 'create'): Promise<OpenFile> {
    return this.step(() => {
      if (mode === 'create') {
        if (this.names.has(path)) throw failure('EEXIST');
        this.names.set(path, { inode: ++this.inodes, bytes: Buffer.alloc(0), stable: Buffer.alloc(0), lost: [] });
      }
      const content = this.names.get(path);
      if (content === undefined) throw failure('ENOENT');
      return this.opened(content);
    });
  }

  async list(directory: string): Promise<string[]> {
    return this.step(() =>
      [...this.names.keys()].filter((name) => name.startsWith(`${directory}/`)).map((n) => basename(n)),
    );
  }

  async makeDirectory(): Promise<void> {}

  async rename(from: string, to: string): Promise<void> {
    return this.step(() => {
      const content = this.names.get(from);
      if (content === undefined) throw failure('ENOENT');
      this.names.delete(from);
      this.names.set(to, content);
    });
  }

  async link(from: string, to: string): Promise<void> {
    return this.step(() => {
      const content = this.names.get(from);
      if (content === undefined || this.names.has(to)) throw failure('EEXIST');
      this.names.set(to, content);
    });
  }

  async remove(path: string): Promise<void> {
    return this.step(() => {
      if (!this.names.delete(path)) throw failure('ENOENT');
    });
  }

  async inode(path: string): Promise<number | undefined> {
    return this.names.get(path)?.inode;
  }

  async syncDirectory(directory: string): Promise<void> {
    return this.step(() => {
      for (const name of this.stableNames.keys()) if (!this.names.has(name)) this.stableNames.delete(name);
      for (const [name, content] of this.names)
        if (name.startsWith(`${directory}/`)) this.stableNames.set(name, content);
    });
  }

  private opened(content: Content): OpenFile {
    return {
      inode: content.inode,
      size: content.bytes.length,
      read: async (into, position) => content.bytes.copy(into, 0, position),
      append: async (bytes) => this.append(content, bytes),
      truncate: (size) =>
        this.step(() => {
          content.bytes = Buffer.from(content.bytes.subarray(0, size));
        }),
      sync: () => this.sync(content),
      close: () => this.step(() => {}),
    };
  }

  private async append(content: Content, bytes: Uint8Array): Promise<number> {
    const now = this.isFaulty();
    const all = now ? Math.floor(bytes.length * this.random()) : bytes.length;
    content.bytes = Buffer.concat([content.bytes, bytes.subarray(0, all)]);
    if (now && this.fault !== 'short') throw failure(this.code);
    return all;
  }

  private async sync(content: Content): Promise<void> {
    if (this.isFaulty() && this.fault !== 'short') {
      content.lost.push({ from: content.stable.length, to: content.bytes.length });
      throw failure(this.code);
    }
    content.stable = content.bytes;
  }

  private async step<T>(work: () => T): Promise<T> {
    if (!this.isFaulty() || this.fault === 'short') return work();
    if (this.fault === 'fails-after') work();
    throw failure(this.code);
  }

  private isFaulty(): boolean {
    this.calls++;
    return this.faultyAt > 0 && this.calls >= this.faultyAt && this.calls <= Math.max(this.faultyAt, this.faultyUntil);
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: the disk says no`), { code });
}
