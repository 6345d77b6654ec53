import type { Writable } from 'node:stream';
import type { Print } from './command.ts';

/** Prints to a stream as fast as it takes it. Who reads no further, such as `head`, is no error. */
export function printTo(stream: Writable): Print {
  let isOver = false;
  stream.on('error', () => {
    isOver = true;
  });
  return (text) =>
    new Promise((resolve) => {
      if (isOver) return resolve();
      stream.write(text, () => resolve());
    });
}
