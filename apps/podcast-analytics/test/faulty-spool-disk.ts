import type { SpoolDisk, SpoolFile } from '../src/features/ingest/spool/spool-disk.ts';

interface Content {
  bytes: Buffer;
  /** What a power cut leaves for certain. */
  stable: Buffer;
}

/** A call that goes wrong: it fails, it fails although it was done, or (a write) it fails half done. */
export type Fault = 'fails' | 'fails-after' | 'half';

/**
 * A disk in memory that loses, in a power cut, what was not synced: names until the directory is, bytes until their file is. A
 * file whose sync has failed loses those bytes for good and calls itself clean, as on Linux.
 */
export class FaultySpoolDisk implements SpoolDisk {
  syncs = 0;
  /** The calls from now on that go wrong. */
  faults: (Fault | undefined)[] = [];
  #names = new Map<string, Content>();
  #stableNames = new Map<string, Content>();

  async list() {
    return [...this.#names].map(([name, { bytes }]) => ({ name, bytes: bytes.length }));
  }

  async create(name: string): Promise<SpoolFile> {
    const content: Content = { bytes: Buffer.alloc(0), stable: Buffer.alloc(0) };
    await this.#call(() => {
      if (this.#names.has(name)) throw new Error(`EEXIST: ${name}`);
      this.#names.set(name, content);
    });
    let lost = 0;
    return {
      append: (bytes) =>
        this.#call((part) => {
          content.bytes = Buffer.concat([content.bytes, bytes.subarray(0, Math.floor(bytes.length * part))]);
        }),
      sync: async () => {
        this.syncs += 1;
        await this.#call(() => {
          content.stable = Buffer.from(content.bytes).fill(0, content.bytes.length - lost);
        }).catch((error: unknown) => {
          lost = content.bytes.length - content.stable.length;
          throw error;
        });
      },
      close: () => this.#call(() => {}),
    };
  }

  async read(name: string): Promise<Buffer> {
    const content = this.#names.get(name);
    if (!content) throw new Error(`ENOENT: ${name}`);
    return Buffer.from(content.bytes);
  }

  truncate = (name: string, size: number) =>
    this.#call(() => {
      const content = this.#names.get(name);
      if (content) content.bytes = content.bytes.subarray(0, size);
    });

  remove = (name: string) => this.#call(() => void this.#names.delete(name));

  sync = () =>
    this.#call(() => {
      this.#stableNames = new Map(this.#names);
    });

  async close(): Promise<void> {}

  /** What a later process finds: of the unsynced bytes and names as much as `share` says. */
  afterPowerCut(share: number): FaultySpoolDisk {
    const next = new FaultySpoolDisk();
    const names = share < 0.5 ? this.#stableNames : this.#names;
    for (const [name, { bytes, stable }] of names) {
      const length = stable.length + Math.floor(Math.max(0, bytes.length - stable.length) * share);
      const left = Buffer.from(bytes.subarray(0, length));
      stable.copy(left);
      next.#names.set(name, { bytes: left, stable: left });
    }
    next.#stableNames = new Map(next.#names);
    return next;
  }

  async #call(work: (part: number) => void): Promise<void> {
    const fault = this.faults.shift();
    if (fault !== 'fails') work(fault === 'half' ? 0.5 : 1);
    if (fault !== undefined) throw new Error('ENOSPC: no space left on device');
  }
}
