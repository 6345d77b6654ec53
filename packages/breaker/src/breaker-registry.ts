import { checkOptions, type OptionRules } from '@scry/internal/check-options';
import { type Breaker, createBreaker } from './breaker.ts';
import { aCount, type BreakerOptions } from './breaker-options.ts';
import type { BreakerSnapshot } from './snapshot.ts';

/** The bound of a registry. */
export interface RegistryLimits {
  /** Breakers that are kept at a time. @default 1_000 */
  readonly maxBreakers?: number;
}

/** One breaker for each host, tenant or queue. */
export interface BreakerRegistry {
  /** The breaker of a key, made when it is first asked for. */
  get(key: string): Breaker;
  /** How many there are. */
  readonly size: number;
  /** The snapshot of each, by its key. */
  snapshot(): Readonly<Record<string, BreakerSnapshot>>;
}

const rules: OptionRules<RegistryLimits> = { maxBreakers: aCount };

/**
 * Creates a registry of breakers, which are named by their keys. A full one drops the closed breaker that was not asked for
 * for the longest time; where none is closed, the breaker of any state.
 *
 * @throws TypeError or RangeError when an option is wrong; of a breaker's options when it is first asked for.
 * @example
 * const hosts = createBreakerRegistry(() => presets.externalApi);
 * const response = await hosts.get(url.host).run(({ signal }) => fetch(url, { signal }));
 */
export function createBreakerRegistry(
  options: (key: string) => BreakerOptions,
  limits: RegistryLimits = {},
): BreakerRegistry {
  const { maxBreakers = 1_000 } = checkOptions('createBreakerRegistry', limits, rules);
  /** In the order of their last use. */
  const breakers = new Map<string, Breaker>();

  /** A closed one, where there is one: it knows nothing that a new one would have to find out again. */
  function dropOne(): void {
    const keys = [...breakers.keys()];
    const closed = keys.filter((key) => breakers.get(key)?.state === 'closed');
    for (const key of [...closed, ...keys].slice(0, 1)) breakers.delete(key);
  }

  return {
    get(key) {
      const known = breakers.get(key);
      const breaker = known ?? createBreaker({ name: key, ...options(key) });
      if (known) breakers.delete(key);
      else if (breakers.size >= maxBreakers) dropOne();
      breakers.set(key, breaker);
      return breaker;
    },
    get size() {
      return breakers.size;
    },
    snapshot() {
      const all: Record<string, BreakerSnapshot> = Object.create(null);
      for (const [key, breaker] of breakers) all[key] = breaker.snapshot();
      return all;
    },
  };
}
