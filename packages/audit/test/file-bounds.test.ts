import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeClock } from '@scry/internal/fake-clock';
import { expect, test } from 'vitest';
import { fileSinkOn } from '../src/file-sink.ts';
import { type FileSystem, nodeFileSystem } from '../src/file-system.ts';
import { createAudit, fileSink } from '../src/index.ts';
import { names, openAudit, sizesIn } from './open-file-log.ts';
import { sinkHost } from './sink-host.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('a file that has just its bytes is followed by another, and one that lacks a byte is not', async () => {
  const first = await openAudit();
  await first.log();
  await first.audit.close();
  const { size } = statSync(join(first.directory, '0000000000000001.ndjson'));
  for (const [rotateBytes, files] of [
    [size, 2],
    [size + 1, 1],
  ] as const) {
    const { audit, log, directory } = await openAudit({ rotateBytes });
    await log();
    await log();
    await audit.close();
    expect(names(directory, '.ndjson')).toHaveLength(files);
  }
});

test('a log without events tells of no end, and no checkpoint is written over nothing', async () => {
  const directory = temporaryDirectory();
  const sink = fileSink({ directory });
  expect(await sink.open?.(sinkHost(createFakeClock()))).toBeUndefined();
  await sink.close();
  const { audit, log } = await openAudit({ directory, rotateBytes: 1 });
  await log();
  await audit.close();
  expect(sizesIn(directory)).toEqual([1]);
});

test('a log that is closed has set no timer any more', async () => {
  const { audit, log, clock } = await openAudit();
  await log();
  await audit.close();
  expect(clock.pending).toBe(0);
});

test('a file that could not be begun leaves nothing behind', async () => {
  const directory = temporaryDirectory();
  const disk: FileSystem = {
    ...nodeFileSystem,
    async rename(from, to) {
      if (to.endsWith('.ndjson')) throw new Error('EIO');
      await nodeFileSystem.rename(from, to);
    },
  };
  const audit = await createAudit({ sinks: [fileSinkOn(disk, { directory })], clock: createFakeClock() });
  await expect(audit.logSystem({})).rejects.toThrow('EIO');
  expect(readdirSync(directory)).toEqual(['lock']);
  await audit.close();
});
