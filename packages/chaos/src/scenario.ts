import {
  aDelay,
  aFunction,
  aLimit,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import type { Fault } from './fault.ts';
import { globMatcher } from './glob-matcher.ts';
import type { Selector } from './selector.ts';

/** A call that a scenario may disturb. */
export interface CallContext {
  /** The name of the injection point. */
  readonly point: string;
  readonly args: readonly unknown[];
}

/** Which calls are disturbed, and how. */
export interface Scenario {
  /** Stands in events, errors and metrics. */
  readonly name: string;
  /** Names of injection points; `*` stands for any characters. */
  readonly points: string | RegExp | readonly string[];
  readonly fault: Fault;
  /** Which of the calls. @default all of them */
  readonly when?: Selector;
  /** `'after'`: the call is made, and its answer is lost. @default 'before' */
  readonly at?: 'before' | 'after';
  /** Only calls for which it returns true; the others are not counted either. */
  readonly match?: (call: CallContext) => boolean;
  /** Nothing is disturbed for so long after the scenario was armed. @default 0 */
  readonly afterMs?: number;
  /** Nothing is disturbed later than this after the beginning. @default Infinity */
  readonly durationMs?: number;
  /** At most so many calls of each point are disturbed. @default Infinity */
  readonly times?: number;
}

export const aScenarioName: OptionRule = ['string', 'a string that is not empty', (name: string) => name !== ''];
export const somePoints: OptionRule = ['string or object', 'a name, a RegExp or a list of names', arePoints];
export const aNumberOfTimes: OptionRule = [
  'number',
  'an integer >= 0 or Infinity',
  (n: number) => n === Infinity || (n >= 0 && Number.isInteger(n)),
];
const rules: OptionRules<Scenario> = {
  name: aScenarioName,
  points: somePoints,
  fault: ['object', 'a fault', (fault: object) => 'kind' in fault],
  when: aFunction,
  at: ['string', 'before or after', (at: string) => at === 'before' || at === 'after'],
  match: aFunction,
  afterMs: aDelay,
  durationMs: aLimit,
  times: aNumberOfTimes,
};

/** Checks scenarios as a whole, and copies them. */
export function readScenarios(caller: string, given: Scenario | readonly Scenario[]): readonly Scenario[] {
  const list = isList(given) ? given : [given];
  return list.map((scenario) => {
    const checked = checkOptions(caller, scenario, rules);
    for (const required of ['name', 'points', 'fault'] as const) {
      checkValue(`${caller}: ${required}`, checked[required], rules[required]);
    }
    return checked;
  });
}

/** Compiles what `points` says into one question. */
export function pointMatcher(points: Scenario['points']): (point: string) => boolean {
  if (!(points instanceof RegExp)) return globMatcher(typeof points === 'string' ? [points] : points);
  // A copy without g and y: with them a RegExp remembers where it was.
  const pattern = new RegExp(points.source, points.flags.replace(/[gy]/g, ''));
  return (point) => pattern.test(point);
}

function arePoints(points: string | object): boolean {
  if (points instanceof RegExp) return true;
  const names = typeof points === 'string' ? [points] : points;
  return Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string' && name !== '');
}

function isList(given: Scenario | readonly Scenario[]): given is readonly Scenario[] {
  return Array.isArray(given);
}
