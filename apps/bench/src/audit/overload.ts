// Best effort under ten times the load that the disk takes: how long a call takes, and whether each event is accounted for.
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type * as ScryAudit from '../../../../packages/audit/src/index.ts';
import { sample } from './sample.ts';

export interface Overload {
  /** The 99th percentile of a call, until its promise resolves, in microseconds. */
  readonly p99: number;
  readonly calls: number;
  readonly dropped: number;
  /** Calls that are neither in the log nor counted as dropped, and those that are both. */
  readonly unaccounted: number;
}

type Library = typeof ScryAudit;

const lengthMs = 3_000;

export async function overload({ createAudit, fileSink, verify }: Library, folder: string): Promise<Overload> {
  const directory = join(folder, 'overload');
  let [logged, dropped] = [0, 0];
  const audit = await createAudit({
    sinks: [fileSink({ directory })],
    delivery: 'best-effort',
    onEvent(notice) {
      if (notice.type === 'logged' && notice.action === 'data.read') logged++;
      if (notice.type === 'dropped') dropped += notice.count;
    },
  });
  const perMs = 10 * (await capacity(audit, () => logged));
  [logged, dropped] = [0, 0];
  const times: number[] = [];
  const start = performance.now();
  for (let now = start; now < start + lengthMs; now = performance.now()) {
    for (const due = (now - start) * perMs; times.length < due; ) {
      const before = performance.now();
      await audit.log(sample(times.length));
      times.push((performance.now() - before) * 1_000);
    }
    await setTimeout(0);
  }
  await audit.close();
  if (!(await verify(directory)).ok) throw new Error('the log does not verify after an overload');
  const sorted = Float64Array.from(times).sort();
  const p99 = Number(sorted[Math.floor(sorted.length * 0.99)]);
  return { p99, calls: times.length, dropped, unaccounted: Math.abs(times.length - logged - dropped) };
}

/** How many events a millisecond reach the disk when there are always enough of them. */
async function capacity(audit: ScryAudit.Audit, logged: () => number): Promise<number> {
  const start = performance.now();
  for (let index = 0; performance.now() - start < 1_000; ) {
    for (let i = 0; i < 500; i++) await audit.log(sample(index++));
    await setTimeout(0);
  }
  const perMs = logged() / (performance.now() - start);
  await audit.flush();
  return perMs;
}
