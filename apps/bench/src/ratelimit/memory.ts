import { join } from 'node:path';
import { interleave, type Timing } from '../interleave.ts';
import { inOwnProcess } from '../own-process.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { hitBlock, randomCalls } from './hit-block.ts';
import { keysOf, type MemoryLibrary, memoryLibraries } from './memory-libraries.ts';

/** Each key is called some 40 times. */
const limit = 1_000;

/** What is compared with whom: ours must take at most this share of the peer's time. */
const races = [
  ['memory-consume', '@scry/ratelimit', 'rate-limiter-flexible', 1 / 4],
  ['memory-consume-express', '@scry/ratelimit', 'express-rate-limit', 1 / 2.5],
  ['memory-consume-fastify', '@scry/ratelimit', '@fastify/rate-limit', 1 / 1.6],
  ['memory-consume-compact', 'compact', 'rate-limiter-flexible', 1 / 4],
  ['memory-try-consume', 'tryConsume', 'fast-ratelimit', 1],
  ['memory-try-consume-compact', 'tryConsume compact', 'fast-ratelimit', 1],
] as const;

/** Decisions about 1e5 keys in a random order, and the memory that a key takes. */
export async function memoryRows({ rounds = 31, calls = 100_000 } = {}): Promise<Row[]> {
  const libraries = await memoryLibraries();
  const keys = randomCalls(1_000_000, 100_000);
  const hits = libraries.map(({ limiter }) => limiter(limit));
  // All keys are there before it begins, and a table that forgets some would win by it.
  for (const hit of hits) for (const key of new Set(keys)) await hit(key);
  const contestants = libraries.map(({ name, isAsync }, index) => ({
    name,
    block: hitBlock(hits[index] ?? Number, keys, isAsync),
  }));
  const timings = await interleave(contestants, { rounds, iterations: calls, warmup: 5 });
  for (const hit of hits) {
    const held = keysOf.get(hit)?.() ?? Infinity;
    if (held < new Set(keys).size) throw new Error(`ours holds ${held} keys, fewer than the peers`);
  }
  const peers = Object.fromEntries(
    [...timings].filter(([name]) => name.includes('@', 1)).map(([name, { ns }]) => [name, Math.round(ns)]),
  );
  const rows = races.map(([id, ours, peer, goal]) => {
    const [mine, other] = [timingOf(timings, ours), timingOf(timings, peer)];
    const ratio = rounded(mine.ratio / other.ratio);
    return rowOf({ id, unit: 'ns', ours: Math.round(mine.ns), floor: null, peers, ratio, goal: rounded(goal) });
  });
  return [...rows, ...[100_000, 1_000_000].flatMap((count) => bytesRows(libraries, count))];
}

function bytesRows(libraries: readonly MemoryLibrary[], count: number): Row[] {
  const program = join(import.meta.dirname, 'bytes-per-key.ts');
  const bytes = (name: string): number => Math.round(inOwnProcess(program, name, String(count)));
  const measured = libraries.filter(({ name }) => name.includes('@', 1));
  const peers = Object.fromEntries(measured.map(({ name }) => [name, bytes(name)]));
  return [['bytes-per-key', '@scry/ratelimit', 90] as const, ['bytes-per-key-compact', 'compact', 45] as const].map(
    ([id, name, goal]) => {
      const ours = bytes(name);
      return rowOf({ id: `${id}-1e${Math.log10(count)}`, unit: 'B', ours, floor: null, peers, ratio: ours, goal });
    },
  );
}

function timingOf(timings: ReadonlyMap<string, Timing>, name: string): Timing {
  const [, timing] = [...timings].find(([each]) => each === name || each.startsWith(`${name}@`)) ?? [];
  if (!timing) throw new Error(`${name} has not run`);
  return timing;
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1_000) / 1_000;
}
