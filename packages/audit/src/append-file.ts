import { join } from 'node:path';
import type { FileSystem, OpenFile } from './file-system.ts';

/**
 * A file that is only ever appended to. A write that fails is taken back. Where that is impossible, and after a sync that
 * failed, the file is poisoned: the kernel may have dropped what it could not write and call the next sync a success
 * (LWN 752063, "PostgreSQL's fsync() surprise"), so there is no next one.
 */
export class AppendFile {
  name: string;
  /** How many bytes are in it. */
  size: number;
  poisoned = false;
  private readonly fileSystem: FileSystem;
  private readonly directory: string;
  private readonly file: OpenFile;

  private constructor(fileSystem: FileSystem, directory: string, name: string, file: OpenFile) {
    this.fileSystem = fileSystem;
    this.name = name;
    this.directory = directory;
    this.file = file;
    this.size = file.size;
  }

  static async open(fileSystem: FileSystem, directory: string, name: string, mode: 'append' | 'create') {
    return new AppendFile(fileSystem, directory, name, await fileSystem.open(join(directory, name), mode));
  }

  /** Appends all of the bytes, or none. */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const written = await this.file.append(bytes.subarray(done));
        if (written === 0) throw new Error(`Writing to ${this.path} made no progress.`);
        done += written;
      }
    } catch (error) {
      await this.takeBack();
      throw error;
    }
    this.size += bytes.length;
  }

  /** Resolves when all of it is on stable storage, and the name still leads to it. */
  async sync(): Promise<void> {
    try {
      const [inode] = await Promise.all([this.fileSystem.inode(this.path), this.file.sync()]);
      if (inode !== this.file.inode) throw new Error(`${this.path} was removed or replaced.`);
    } catch (error) {
      this.poisoned = true;
      throw error;
    }
  }

  /** Resolves when the file has its new name for good. */
  async rename(name: string): Promise<void> {
    await this.fileSystem.rename(this.path, join(this.directory, name));
    this.name = name;
    await this.fileSystem.syncDirectory(this.directory);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private get path(): string {
    return join(this.directory, this.name);
  }

  private async takeBack(): Promise<void> {
    try {
      await this.file.truncate(this.size);
    } catch {
      this.poisoned = true;
    }
  }
}
