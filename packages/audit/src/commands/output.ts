import { open } from 'node:fs/promises';
import type { Print } from './command.ts';

/** So much is gathered before it is written: a call for each event would take longer than all else. */
const chunkLength = 65_536;

/** Writes to a new file, or prints. What is there already is not written over. */
export async function output(
  file: string | undefined,
  print: Print,
  produce: (write: Print) => Promise<void>,
): Promise<void> {
  if (file === undefined) return gather(print, produce);
  const handle = await open(file, 'wx', 0o600);
  try {
    await gather((text) => handle.appendFile(text), produce);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function gather(print: Print, produce: (write: Print) => Promise<void>): Promise<void> {
  let text = '';
  await produce(async (more) => {
    text += more;
    if (text.length < chunkLength) return;
    const full = text;
    text = '';
    await print(full);
  });
  if (text !== '') await print(text);
}
