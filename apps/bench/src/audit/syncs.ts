// Events on their way to a disk: with a write and a sync for each, and through the log.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type * as ScryAudit from '../../../../packages/audit/src/index.ts';
import type { Contestant } from '../interleave.ts';
import { sample } from './sample.ts';

const line = `${'x'.repeat(511)}\n`;

/** A contestant that has a file open. */
export type Writer = Contestant & { close(): void | Promise<void> };

/** One write and one fdatasync for each line, one after the other. */
export function bareSyncs(directory: string): Writer {
  const file = openSync(join(directory, 'bare'), 'a');
  return {
    close: () => closeSync(file),
    name: 'write + fdatasync',
    async block(iterations) {
      let sum = 0;
      for (let i = 0; i < iterations; i++) {
        writeSync(file, line);
        fdatasyncSync(file);
        sum++;
      }
      return sum;
    },
  };
}

/** The same by so many producers at once, each of which waits for its own: the threads of Node run four at a time. */
export async function bareSyncsAtOnce(directory: string, producers: number): Promise<Writer> {
  const file = await open(join(directory, 'at-once'), 'a');
  const one = async (): Promise<void> => {
    await file.write(line);
    await file.datasync();
  };
  return {
    close: () => file.close(),
    name: `write + fdatasync, ${producers} at once`,
    block: (iterations) => produce(producers, iterations, one),
  };
}

export function logged(audit: ScryAudit.Audit, producers: number): Writer {
  let index = 0;
  const one = async (): Promise<void> => {
    const { durable } = await audit.log(sample(index++));
    if (!durable) throw new Error('an event was acknowledged that is not on the disk');
  };
  return {
    close: () => audit.close(),
    name: '@scry/audit',
    block: (iterations) => produce(producers, iterations, one),
  };
}

/** So many producers share the work; each begins its next one when its last one is done. */
async function produce(producers: number, iterations: number, one: () => Promise<void>): Promise<number> {
  let [begun, done] = [0, 0];
  const producer = async (): Promise<void> => {
    while (begun < iterations) {
      begun++;
      await one();
      done++;
    }
  };
  await Promise.all(Array.from({ length: producers }, producer));
  return done;
}
