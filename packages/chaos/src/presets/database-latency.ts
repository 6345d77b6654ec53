import { fault } from '../fault.ts';
import type { Distribution } from '../latency.ts';
import type { Scenario } from '../scenario.ts';
import { aLatency, type PresetOptions, presetBase, presetRules } from './preset-options.ts';

export interface DatabaseLatencyOptions extends PresetOptions {
  /** How much longer a call takes: milliseconds, or a distribution of `latency`. @default 500 */
  readonly latencyMs?: number | Distribution;
}

/**
 * The database is slow, for the points `database.*`.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using slow = chaos.enable(databaseLatency({ latencyMs: latency.lognormal(20, 400) }));
 */
export function databaseLatency(options: DatabaseLatencyOptions = {}): Scenario {
  const base = presetBase('databaseLatency', 'database.*', options, { ...presetRules, latencyMs: aLatency });
  return { ...base, fault: fault.latency(options.latencyMs ?? 500) };
}
