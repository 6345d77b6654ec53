import { open } from 'node:fs/promises';
import { InputError } from './input-error.ts';

export interface Input {
  readonly source: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
}

const problems: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'this user may not read it'],
  ['EPERM', 'this user may not read it'],
]);

/**
 * Opens a file to be imported.
 * @throws {InputError} where it is missing, unreadable or a directory.
 */
export async function openInput(path: string): Promise<Input> {
  const file = await open(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new InputError(
      `${path}: expected a file to import, but ${problems.get(code) ?? `it does not open (${code})`}`,
    );
  });
  const stat = await file.stat();
  if (stat.isDirectory()) {
    await file.close();
    throw new InputError(`${path}: expected a file to import, got a directory; name the files in it one by one`);
  }
  return { source: file.createReadStream({ highWaterMark: 1 << 18 }), sizeBytes: stat.size };
}
