import { firstPrev } from './line.ts';
import type { Sink, SinkHost, Tail } from './sink.ts';

/** Opens all sinks, or none; tells where the chain ends in the one that holds most of it. */
export async function openSinks(sinks: readonly Sink[], host: SinkHost): Promise<Tail> {
  const results = await Promise.allSettled(sinks.map(async (sink) => sink.open?.(host)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    const open = sinks.filter((_, i) => results[i]?.status === 'fulfilled');
    await Promise.allSettled(open.map(async (sink) => sink.close()));
    throw failed.reason;
  }
  const tails = results.flatMap((result) => (result.status === 'fulfilled' && result.value ? [result.value] : []));
  return tails.reduce((last, tail) => (tail.seq > last.seq ? tail : last), { seq: 0, hash: firstPrev });
}
