import { readFile, rename, writeFile } from 'node:fs/promises';

/** Features may be rolled out to users by name. Whether the file named the person. */
export async function forgetInFlags(path: string, email: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const name = new RegExp(`(?<=["\\s])${email.replace(/[^a-z0-9@]/gi, '\\$&')}(?=["\\s])`, 'gi');
  const forgotten = text.replace(name, 'erased@erased.invalid');
  if (forgotten === text) return false;
  await writeFile(`${path}.erasing`, forgotten);
  await rename(`${path}.erasing`, path);
  return true;
}
