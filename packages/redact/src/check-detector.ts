import { aFunction, aString, checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import type { Detector } from './detector.ts';

const rules: OptionRules<Detector> = {
  id: aString,
  triggers: ['object', 'an array of strings that are not empty', isTriggers],
  pattern: ['object', 'a RegExp', (pattern: object) => pattern instanceof RegExp],
  validate: aFunction,
  mask: aFunction,
};

const required = ['id', 'triggers', 'pattern', 'mask'] as const;

/** Returns a copy of a detector. @throws TypeError when a field is missing or of the wrong kind. */
export function checkDetector(caller: string, detector: Detector): Detector {
  const checked = checkOptions(caller, detector, rules);
  for (const name of required) checkValue(`${caller}: ${name}`, checked[name], rules[name]);
  return checked;
}

function isTriggers(triggers: readonly unknown[]): boolean {
  return Array.isArray(triggers) && triggers.every((trigger) => typeof trigger === 'string' && trigger !== '');
}
