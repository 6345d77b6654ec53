import { Counter, type Registry } from 'prom-client';

export type CacheOutcome = 'hit' | 'miss' | 'stale';

/** `cache_requests_total{cache, outcome}`; `stale` is what was answered from the cache because its source is away. */
export function countCache(registry: Registry, cache: string): (outcome: CacheOutcome) => void {
  const requests = new Counter({
    name: 'cache_requests_total',
    help: 'What a cache was asked for',
    labelNames: ['cache', 'outcome'],
    registers: [registry],
  });
  return (outcome) => requests.inc({ cache, outcome });
}
