import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Fault, FaultySpoolDisk } from '../../../../test/faulty-spool-disk.ts';
import { openSpool, type Spool } from './spool.ts';

const fault = fc.constantFrom<(Fault | undefined)[]>(undefined, undefined, undefined, 'fails', 'fails-after', 'half');

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), records: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('drain' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('faults' as const), faults: fc.array(fault, { maxLength: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('power cut' as const), share: fc.double({ min: 0, max: 1 }) }) },
);

/**
 * The whole of what is promised, in the plainest way: a record that was acknowledged is read until it is removed, and nothing is
 * read that was not appended.
 */
test('keeps what it acknowledged over any faults and power cuts, and makes nothing up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      let disk = new FaultySpoolDisk();
      const open = () => openSpool({ disk, now: () => 1_770_000_000_000, maxBytes: 1_000_000, segmentBytes: 60 });
      let spool = await open();
      const appended = new Set<string>();
      const owed = new Set<string>();

      async function drainOne(): Promise<boolean> {
        const segment = await spool.next();
        if (!segment) return false;
        const { records, damaged } = await spool.read(segment);
        expect(damaged).toBe(0);
        for (const record of records) {
          expect(appended).toContain(String(record));
          owed.delete(String(record));
        }
        await spool.remove(segment);
        return true;
      }

      for (const one of steps) {
        if (one.do === 'append') await appendAll(spool, one.records, appended, owed);
        if (one.do === 'faults') disk.faults = [...one.faults];
        if (one.do === 'drain') await drainOne().catch(() => {});
        if (one.do === 'power cut') {
          disk = disk.afterPowerCut(one.share);
          spool = await open();
        }
      }
      disk.faults = [];
      while (await drainOne());
      expect(owed).toEqual(new Set());
      expect(spool.depth()).toEqual({ bytes: 0, since: undefined });
    }),
    { numRuns: 1_000 },
  );
});

async function appendAll(spool: Spool, count: number, appended: Set<string>, owed: Set<string>): Promise<void> {
  const records = Array.from({ length: count }, (_, n) => `record ${appended.size + n}`);
  for (const record of records) appended.add(record);
  const outcomes = await Promise.allSettled(records.map((record) => spool.append(Buffer.from(record))));
  for (const [n, { status }] of outcomes.entries()) if (status === 'fulfilled') owed.add(records[n] ?? '');
}
