import { fault } from '../fault.ts';
import type { Ramp } from '../ramp.ts';
import type { Scenario } from '../scenario.ts';
import { type PresetOptions, presetBase, presetRules } from './preset-options.ts';

export interface ServiceDegradationOptions extends PresetOptions {
  /** How many times as long a call takes as it really does: a number >= 1, or a ramp. @default { from: 1, to: 8, overMs: 60_000 } */
  readonly multiplier?: number | Ramp;
}

/**
 * Everything gets slower and slower, for all four kinds of points.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using aging = chaos.enable(serviceDegradation({ multiplier: { from: 1, to: 4, overMs: 30_000 } }));
 */
export function serviceDegradation(options: ServiceDegradationOptions = {}): Scenario {
  const points = ['kafka.*', 'database.*', 'redis.*', 'network.*'];
  const base = presetBase('serviceDegradation', points, options, {
    ...presetRules,
    multiplier: ['number or object', 'a number >= 1 or a ramp'],
  });
  return { ...base, fault: fault.slowdown(options.multiplier ?? { from: 1, to: 8, overMs: 60_000 }) };
}
