// The few calls that the log makes of a file system, so that a test can stand under them.
import * as fs from 'node:fs';
import { promisify } from 'node:util';

/** An open file. */
export interface OpenFile {
  /** Tells whether a path still leads to this file. */
  readonly inode: number;
  readonly size: number;
  /** How many bytes were read, from `position` on; 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Appends bytes, and says how many of them. */
  append(bytes: Uint8Array): Promise<number>;
  truncate(size: number): Promise<void>;
  /** Resolves when content and size are on stable storage. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileSystem {
  /** `create` fails where there is a file already; `append` begins at the end of the one that is there. */
  open(path: string, mode: 'read' | 'append' | 'create'): Promise<OpenFile>;
  /** The names in a directory. */
  list(directory: string): Promise<string[]>;
  makeDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name; fails where that is taken. */
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The inode that a path leads to; undefined when there is none. */
  inode(path: string): Promise<number | undefined>;
  /** Resolves when the names in a directory are on stable storage. */
  syncDirectory(path: string): Promise<void>;
}

const flags = { read: 'r', append: 'a+', create: 'ax+' } as const;

// The callbacks of Node, and not its FileHandle, which takes half as long again for a write.
const open = promisify(fs.open);
const stat = promisify(fs.stat);
const fstat = promisify(fs.fstat);
const ftruncate = promisify(fs.ftruncate);
const fdatasync = promisify(fs.fdatasync);
const fsync = promisify(fs.fsync);
const close = promisify(fs.close);

/** The file system of the machine. */
export const nodeFileSystem: FileSystem = {
  async open(path, mode) {
    const fd = await open(path, flags[mode], 0o640);
    const { ino: inode, size } = await fstat(fd);
    return {
      inode,
      size,
      read: (into, position) => bytesDone((done) => fs.read(fd, into, 0, into.length, position, done)),
      append: (bytes) => bytesDone((done) => fs.write(fd, bytes, 0, bytes.length, null, done)),
      truncate: (length) => ftruncate(fd, length),
      sync: () => fdatasync(fd),
      close: () => close(fd),
    };
  },
  list: (directory) => fs.promises.readdir(directory),
  async makeDirectory(path) {
    await fs.promises.mkdir(path, { recursive: true });
  },
  rename: (from, to) => fs.promises.rename(from, to),
  link: (from, to) => fs.promises.link(from, to),
  remove: (path) => fs.promises.unlink(path),
  async inode(path) {
    const [found] = await Promise.allSettled([stat(path)]);
    return found.status === 'fulfilled' ? found.value.ino : undefined;
  },
  async syncDirectory(path) {
    const fd = await open(path, 'r');
    try {
      await fsync(fd);
    } finally {
      await close(fd);
    }
  },
};

function bytesDone(call: (done: (error: Error | null, bytes: number) => void) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    call((error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
}
