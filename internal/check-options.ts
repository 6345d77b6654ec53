/** What an option must be: its `typeof` kind (or kinds), that in words, and which values of that kind are valid. */
export type OptionRule = readonly [kind: string, expected: string, valid?: (value: never) => boolean];

/** One rule for each option; the options themselves decide which names there are. */
export type OptionRules<O> = { readonly [K in keyof O]-?: OptionRule };

export const aFunction: OptionRule = ['function', 'a function'];
export const aString: OptionRule = ['string', 'a string'];
export const aClock: OptionRule = ['object', 'a Clock', (value: object) => 'now' in value];
export const anAbortSignal: OptionRule = ['object', 'an AbortSignal', (value: object) => 'aborted' in value];
/** Milliseconds of a wait. */
export const aDelay: OptionRule = ['number', 'a finite number >= 0', (ms: number) => ms >= 0 && ms < Infinity];
/** Milliseconds that something may take; Infinity: as long as it likes. */
export const aLimit: OptionRule = ['number', 'a number >= 0', (ms: number) => ms >= 0];

/**
 * Checks an options object against its rules. An option that is `undefined` counts as absent.
 *
 * @returns a copy of the options that are there.
 * @throws TypeError for an unknown option or a wrong kind, RangeError for a wrong value of the right kind.
 */
export function checkOptions<O extends object>(caller: string, options: O, rules: OptionRules<O>): O {
  checkValue(`${caller}: options`, options, ['object', 'an object']);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!Object.hasOwn(rules, name)) {
      throw new TypeError(`${caller}: unknown option ${name}, expected one of ${Object.keys(rules).join(', ')}`);
    }
    // The name was just found among the rules.
    checkValue(`${caller}: ${name}`, value, rules[name as keyof O]);
  }
  // What is left out may be left out: an option can be undefined only where it is optional.
  return Object.fromEntries(given) as O;
}

/** Checks one value against one rule; `subject` names it in the error. */
export function checkValue(subject: string, value: unknown, [kind, expected, valid]: OptionRule): void {
  const rightKind = kind.includes(typeof value) && value !== null;
  // A rule's check takes values of the rule's kind.
  if (rightKind && (!valid || valid(value as never))) return;
  const message = `${subject} must be ${expected}, got ${shown(value)}`;
  throw rightKind && typeof value !== 'object' ? new RangeError(message) : new TypeError(message);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return Object(value) === value ? `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}` : String(value);
}
