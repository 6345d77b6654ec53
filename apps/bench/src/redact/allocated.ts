import { median } from '../interleave.ts';

/** So few that the peer that allocates most seldom meets a collection. */
const calls = 4;

/** The bytes that one call allocates: the median of many samples, since a collection in between makes one useless. */
export function bytesAllocated(call: () => unknown): number {
  for (let i = 0; i < 5_000; i++) call();
  const samples = Array.from({ length: 201 }, () => {
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < calls; i++) call();
    return (process.memoryUsage().heapUsed - before) / calls;
  });
  return Math.round(median(samples));
}
