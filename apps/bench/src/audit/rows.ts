import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryAudit from '../../../../packages/audit/src/index.ts';
import { root } from '../../../proof/src/package.ts';
import { type Contestant, interleave, type Timing } from '../interleave.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { timedRow } from '../timed-row.ts';
import { overload } from './overload.ts';
import { sample } from './sample.ts';
import { bareSyncs, bareSyncsAtOnce, logged } from './syncs.ts';

type Library = typeof ScryAudit;

export async function rows(): Promise<Row[]> {
  const library: Library = await import(pathToFileURL(join(root, 'packages/audit/dist/index.js')).href);
  // Beside the sources, and not where temporary files go: that may be memory, which syncs in no time.
  const folder = mkdtempSync(join(import.meta.dirname, '../../.audit-'));
  try {
    return [
      await throughput(library, folder),
      await latency(library, folder),
      await cpu(library),
      await verification(library, folder),
      ...(await overloaded(library, folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** At least 40 times as many events a second, said as time: at most a fortieth for each. */
async function throughput(library: Library, folder: string): Promise<Row> {
  const audit = await library.createAudit({ sinks: [library.fileSink({ directory: join(folder, 'many') })] });
  const writers = [bareSyncs(folder), logged(audit, 128), await bareSyncsAtOnce(folder, 128)];
  const timings = await interleave(writers, { rounds: 15, iterations: 1_280, warmup: 2 });
  for (const writer of writers) await writer.close();
  return timedBy('durable-128-producers', timings, 1 / 40);
}

async function latency(library: Library, folder: string): Promise<Row> {
  const audit = await library.createAudit({ sinks: [library.fileSink({ directory: join(folder, 'one') })] });
  const writers = [bareSyncs(folder), logged(audit, 1)];
  const timings = await interleave(writers, { rounds: 31, iterations: 200, warmup: 2 });
  for (const writer of writers) await writer.close();
  return timedBy('durable-1-producer', timings, 1.2);
}

/** Validation, redaction, JSON, chain and tree, without a disk; against the JSON of the event that comes out. */
async function cpu({ createAudit, memorySink }: Library): Promise<Row> {
  const sink = memorySink({ maxEvents: 1_000 });
  const audit = await createAudit({ sinks: [sink], maxQueue: 1_000 });
  await audit.log(sample(0));
  const event: object = JSON.parse(sink.lines[0] ?? '');
  const bare: Contestant = {
    name: 'JSON.stringify',
    async block(iterations) {
      let sum = 0;
      for (let i = 0; i < iterations; i++) if (JSON.stringify(event) !== '') sum++;
      return sum;
    },
  };
  const ours: Contestant = {
    name: '@scry/audit',
    async block(iterations) {
      let sum = 0;
      while (sum < iterations) {
        const receipts = await Promise.all(Array.from({ length: 500 }, (_, i) => audit.log(sample(i))));
        sum += receipts.length;
      }
      return sum;
    },
  };
  const timings = await interleave([bare, ours], { rounds: 31, iterations: 10_000, warmup: 5 });
  await audit.close();
  return timedRow({ id: 'cpu-an-event', timings, goal: 5, against: 'floor' });
}

/** 100,000 events a second: 10 µs for each. */
async function verification({ createAudit, fileSink, verify }: Library, folder: string): Promise<Row> {
  const directory = join(folder, 'verified');
  const audit = await createAudit({ sinks: [fileSink({ directory })], delivery: 'written', maxQueue: 1_000 });
  const events = 100_000;
  for (let i = 0; i < events; i += 500) {
    await Promise.all(Array.from({ length: 500 }, (_, at) => audit.log(sample(i + at))));
  }
  await audit.close();
  const contestant: Contestant = {
    name: '@scry/audit',
    async block(iterations) {
      const report = await verify(directory);
      return report.ok ? report.events : -iterations;
    },
  };
  const timings = await interleave([contestant], { rounds: 7, iterations: events, warmup: 2 });
  const ns = Math.round(timings.get(contestant.name)?.ns ?? Number.NaN);
  return rowOf({ id: 'verify', unit: 'ns', ours: ns, floor: null, peers: {}, ratio: ns, goal: 10_000 });
}

async function overloaded(library: Library, folder: string): Promise<Row[]> {
  const { p99, calls, dropped, unaccounted } = await overload(library, folder);
  console.log(`overload: ${calls} calls, ${dropped} dropped, ${unaccounted} unaccounted for`);
  if (dropped === 0) throw new Error('ten times the load must be more than the log takes');
  const us = Math.round(p99 * 10) / 10;
  const peers = {};
  return [
    rowOf({ id: 'best-effort-10x-p99', unit: 'µs', ours: us, floor: null, peers, ratio: us, goal: 50 }),
    rowOf({
      id: 'best-effort-10x-unaccounted',
      unit: 'events',
      ours: unaccounted,
      floor: null,
      peers,
      ratio: unaccounted,
      goal: 0,
    }),
  ];
}

/** A ratio far below 1 wants more digits than `timedRow` gives. */
function timedBy(id: string, timings: ReadonlyMap<string, Timing>, goal: number): Row {
  const { ratio } = timings.get('@scry/audit') ?? { ratio: Number.NaN };
  const row = timedRow({ id, timings, goal, against: 'floor' });
  return rowOf({ ...row, ratio: Math.round(ratio * 10_000) / 10_000 });
}
