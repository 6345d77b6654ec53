import { checkOptions, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import type { Distribution } from '../latency.ts';
import { aNumberOfTimes, aScenarioName, type Scenario, somePoints } from '../scenario.ts';
import { when } from '../selector.ts';

/** What all of the scenarios take. */
export interface PresetOptions {
  /** Stands in events, errors and metrics. @default the name of the function */
  readonly name?: string;
  /** Which injection points. @default those that the scenario is named after, such as `kafka.*` */
  readonly points?: Scenario['points'];
  /** The share of calls that is disturbed, in [0, 1], or a function that tells it. @default 1 */
  readonly probability?: number | (() => number);
  /** At most so many calls of each point. @default Infinity */
  readonly times?: number;
}

export const presetRules: OptionRules<PresetOptions> = {
  name: aScenarioName,
  points: somePoints,
  probability: ['number or function', 'a number in [0, 1] or a function', isProbability],
  times: aNumberOfTimes,
};

/** A wait, in milliseconds, or a distribution of waits. */
export const aLatency: OptionRule = [
  'number or function',
  'a finite number >= 0 or a distribution',
  (ms: number | Distribution) => typeof ms === 'function' || (ms >= 0 && ms < Infinity),
];

/** One of these words. */
export function oneWordOf(...words: readonly string[]): OptionRule {
  return ['string', words.join(', '), (word: string) => words.includes(word)];
}

/** Checks the options, and makes of them the scenario without its fault. */
export function presetBase<O extends PresetOptions>(
  caller: string,
  points: Scenario['points'],
  options: O,
  rules: OptionRules<O>,
): Omit<Scenario, 'fault'> {
  const { name = caller, probability = 1, times = Infinity, ...given } = checkOptions(caller, options, rules);
  return { name, points: given.points ?? points, when: when.probability(probability), times };
}

function isProbability(p: number | (() => number)): boolean {
  return typeof p === 'function' || (p >= 0 && p <= 1);
}
