import {
  aClock,
  aFunction,
  aLimit,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import { observe } from '@scry/internal/observe';
import type { Declarations } from '../definitions.ts';
import type { EvaluationContext } from '../evaluation.ts';
import type { Flags } from '../flags.ts';
import { unitOf } from '../unit-of.ts';

/** A unit met a variant that chance had chosen for it. */
export interface Exposure {
  readonly flagKey: string;
  readonly variant: string;
  /** The targeting key of the call's own context. */
  readonly unit: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Where exposures go, and for how long one is not told again. */
export interface ExposureOptions {
  /** Where exposures go: a queue, a table, an analytics service. What it throws is reported, and changes no evaluation. */
  readonly sink: (exposure: Exposure) => void;
  /** So many exposures are remembered; beyond, the oldest is forgotten, and would be told again. @default 100_000 */
  readonly maxKeys?: number;
  /** An exposure is told again after so many milliseconds. @default 86_400_000 */
  readonly ttlMs?: number;
  /** Epoch milliseconds, for `at`. @default Date.now */
  readonly now?: () => number;
  /** Times `ttlMs`. @default the platform's monotonic clock */
  readonly clock?: Clock;
}

/** The same evaluations, each of which is an exposure where it counts as one. */
export type ExposedFlags<D extends Declarations = Declarations> = Pick<Flags<D>, 'on' | 'value' | 'details'>;

const aCount: OptionRule = ['number', 'an integer >= 1', (n: number) => Number.isSafeInteger(n) && n >= 1];
const rules: OptionRules<ExposureOptions> = {
  sink: aFunction,
  maxKeys: aCount,
  ttlMs: aLimit,
  now: aFunction,
  clock: aClock,
};

/**
 * Tells who met which variant of an experiment, once for each unit, flag and variant.
 *
 * Only what chance decided counts: not an override, an error, a fallback or a default, nor a variant that a rule gave by name,
 * because any of those would bend the sample. Evaluate through this where the user meets the variant, not earlier.
 *
 * @throws TypeError or RangeError for a wrong option. The evaluations never throw.
 * @example
 * const exposed = exposures(flags, { sink: (exposure) => queue.push(exposure) });
 * const arm = exposed.value('checkout', { targetingKey: 'u1' });
 */
export function exposures<D extends Declarations>(flags: Flags<D>, options: ExposureOptions): ExposedFlags<D> {
  const given = checkOptions('exposures', options, rules);
  const { sink, maxKeys = 100_000, ttlMs = 86_400_000, now = Date.now, clock = systemClock } = given;
  checkValue('exposures: sink', sink, aFunction);
  /** When each was told, the oldest first. */
  const told = new Map<string, number>();

  function isNew(id: string): boolean {
    const at = told.get(id);
    const time = clock.now();
    if (at !== undefined && time - at < ttlMs) return false;
    told.delete(id); // it comes last again
    told.set(id, time);
    const [oldest] = told.keys();
    // There is one: the one that was just added.
    if (told.size > maxKeys) told.delete(oldest as string);
    return true;
  }

  const details: ExposedFlags<D>['details'] = (key, context) => {
    const found = flags.details(key, context);
    const unit = unitOf(context ?? {});
    const { variant } = found;
    if (variant === undefined || found.reason !== 'TARGETING_MATCH' || unit === undefined) return found;
    // Lengths keep apart what would join to the same text.
    const id = `${key.length} ${variant.length} ${key}${variant}${unit}`;
    if (!told.has(id) && !byChance(flags, key, context)) return found;
    if (isNew(id)) observe(sink, { flagKey: key, variant, unit, at: now() });
    return found;
  };
  return {
    details,
    value: (key, context) => details(key, context).value,
    // A key whose value is a boolean has a boolean.
    on: (key, context) => details(key, context).value as boolean,
  };
}

/** A unit that was put into a variant by name would bend the sample: only a bucket makes it one of the experiment. */
function byChance<D extends Declarations, K extends keyof D & string>(
  flags: Flags<D>,
  key: K,
  context: EvaluationContext | undefined,
): boolean {
  return flags.explain(key, context).steps.some(({ bucket }) => bucket !== undefined);
}
