import { checkValue } from '@scry/internal/check-options';
import { deepFreeze } from '@scry/internal/deep-freeze';
import type { BreakerOptions } from './breaker-options.ts';

/** What a preset is called: it is taken where options are. */
export type PresetName = 'kafka' | 'database' | 'externalApi' | 'redis';

/**
 * Ready-made options, to pass by name or to spread. The README says when to change them.
 *
 * @example
 * const stripe = createBreaker({ name: 'stripe', ...presets.externalApi });
 */
export const presets: Readonly<Record<PresetName, BreakerOptions>> = /* @__PURE__ */ deepFreeze({
  kafka: { failureThreshold: 10, successThreshold: 3, openMs: 120_000 },
  database: { failureThreshold: 3, successThreshold: 2, openMs: 30_000 },
  externalApi: { failureThreshold: 5, successThreshold: 2, openMs: 300_000 },
  redis: { failureThreshold: 8, successThreshold: 3, openMs: 60_000 },
});

/** The options themselves, or those of the preset that is named. */
export function expandPreset(caller: string, options: BreakerOptions | PresetName): BreakerOptions {
  if (typeof options !== 'string') return options;
  const names = Object.keys(presets);
  checkValue(`${caller}: preset`, options, ['string', names.join(', '), (name: string) => names.includes(name)]);
  return presets[options];
}
