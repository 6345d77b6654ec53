import type { Timing } from './interleave.ts';
import type { Row } from './row.ts';
import { rowOf } from './row.ts';

/** A row of a race in which the floor ran first and ours second. */
export function timedRow({
  id,
  timings,
  goal,
  against,
}: {
  readonly id: string;
  readonly timings: ReadonlyMap<string, Timing>;
  readonly goal: number;
  readonly against: 'floor' | 'fastest peer';
}): Row {
  const [[, floor] = [], [, ours] = [], ...peers] = timings;
  if (floor === undefined || ours === undefined)
    throw new Error(`${id} wants a floor and ours, got ${timings.size} timings`);
  const spreads = [...timings].map(([name, { spread }]) => `${name} ±${Math.round(spread * 50)} %`);
  console.log(`${id}: ${spreads.join(', ')}`);
  const fastest = Math.min(...peers.map(([, { ratio }]) => ratio));
  return rowOf({
    id,
    unit: 'ns',
    ours: Math.round(ours.ns),
    floor: Math.round(floor.ns),
    peers: Object.fromEntries(peers.map(([name, { ns }]) => [name, Math.round(ns)])),
    ratio: rounded(against === 'floor' ? ours.ratio : ours.ratio / fastest),
    goal,
  });
}

function rounded(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}
