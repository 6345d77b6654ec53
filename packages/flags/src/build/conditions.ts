import { checkValue, type OptionRule } from '@scry/internal/check-options';
import type { Json, JsonObject } from '../json.ts';

/** Something to compare an attribute with. */
export type Scalar = string | number | boolean;

export const aName: OptionRule = ['string', 'a text that is not empty', (text: string) => text !== ''];
const aNumber: OptionRule = ['number', 'a finite number (for versions there is semVer)', Number.isFinite];
const aScalar: OptionRule = ['string, number or boolean', 'a text, a number or a boolean'];
const aList: OptionRule = ['object', 'a list', Array.isArray];

/** The attribute is exactly this, type included: `"1"` is not 1. */
export function eq(attribute: string, value: Scalar): JsonObject {
  return binary('eq', '===', attribute, value, aScalar);
}

/** The attribute is anything else, or missing. */
export function ne(attribute: string, value: Scalar): JsonObject {
  return binary('ne', '!==', attribute, value, aScalar);
}

/** The attribute is there and less than the number. */
export function lt(attribute: string, value: number): JsonObject {
  return ordered('lt', '<', attribute, value);
}

/** The attribute is there and at most the number. */
export function le(attribute: string, value: number): JsonObject {
  return ordered('le', '<=', attribute, value);
}

/** The attribute is there and greater than the number. */
export function gt(attribute: string, value: number): JsonObject {
  return ordered('gt', '>', attribute, value);
}

/** The attribute is there and at least the number. */
export function ge(attribute: string, value: number): JsonObject {
  return ordered('ge', '>=', attribute, value);
}

/** The attribute is one of these. */
export function isIn(attribute: string, values: readonly Scalar[]): JsonObject {
  checkValue('isIn: values', values, aList);
  for (const value of values) checkValue('isIn: each value', value, aScalar);
  return { in: [variable('isIn', attribute), [...values]] };
}

/** The attribute is a text with this in it, or a list with this text in it. */
export function contains(attribute: string, text: string): JsonObject {
  checkValue('contains: text', text, aName);
  return { in: [text, variable('contains', attribute)] };
}

/** The attribute is a text that begins so. */
export function startsWith(attribute: string, text: string): JsonObject {
  return binary('startsWith', 'starts_with', attribute, text, aName);
}

/** The attribute is a text that ends so. */
export function endsWith(attribute: string, text: string): JsonObject {
  return binary('endsWith', 'ends_with', attribute, text, aName);
}

/** How two versions may stand to each other: `~` is the same minor version, `^` the same major one. */
export type SemVerOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '^';

/**
 * The attribute is a version that stands so to this one (Semantic Versioning 2.0.0).
 *
 * @example
 * semVer('appVersion', '>=', '2.1.0');
 */
export function semVer(attribute: string, operator: SemVerOperator, version: string): JsonObject {
  checkValue('semVer: operator', operator, [
    'string',
    'one of = != < <= > >= ~ ^',
    (text: string) => /^(?:!?=|[<>]=?|[~^])$/.test(text),
  ]);
  checkValue('semVer: version', version, [
    'string',
    'a version such as 1.2.3',
    (text: string) => /^v?\d+\.\d+\.\d+/.test(text),
  ]);
  return { sem_ver: [variable('semVer', attribute), operator, version] };
}

/** The attribute is there, and not null. */
export function exists(attribute: string): JsonObject {
  return { '!==': [variable('exists', attribute), null] };
}

/** Every condition holds. */
export function all(...conditions: readonly JsonObject[]): JsonObject {
  return several('all', 'and', conditions);
}

/** At least one condition holds. */
export function any(...conditions: readonly JsonObject[]): JsonObject {
  return several('any', 'or', conditions);
}

/** The condition does not hold. */
export function not(condition: JsonObject): JsonObject {
  return { '!': [condition] };
}

/** A condition that the document has by this name, for all its flags. */
export function segment(name: string): JsonObject {
  checkValue('segment: name', name, aName);
  return { $ref: name };
}

/**
 * From one point in time until right before another.
 *
 * @param from a Date, or ISO 8601 such as `2026-11-24T09:00:00Z`; without an offset it is UTC.
 * @param to the same
 * @throws RangeError when they are no times, or not in this order.
 * @example
 * bool('black-friday').when(schedule('2026-11-27', '2026-11-30'), 'on');
 */
export function schedule(from: Date | string, to: Date | string): JsonObject {
  const [start, end] = period('schedule', from, to);
  const time = { var: '$flagd.timestamp' };
  return { and: [{ '>=': [time, start] }, { '<': [time, end] }] };
}

/** Both ends in the epoch seconds of `$flagd.timestamp`. */
export function period(caller: string, from: Date | string, to: Date | string): readonly [start: number, end: number] {
  const [start, end] = [epochSeconds(`${caller}: from`, from), epochSeconds(`${caller}: to`, to)];
  if (start < end) return [start, end];
  throw new RangeError(`${caller}: from must be before to, got ${String(from)} and ${String(to)}`);
}

/** ISO 8601 as far as Date reads it: the day, or the day with the time. */
const isoTime = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/;

function epochSeconds(subject: string, time: Date | string): number {
  const [, day, hours, offset = 'Z'] = typeof time === 'string' ? (isoTime.exec(time) ?? []) : [];
  // A time without an offset would be that of whatever machine builds the document.
  const date = time instanceof Date ? time : new Date(hours === undefined ? `${day}` : `${day}T${hours}${offset}`);
  const seconds = Math.floor(date.getTime() / 1000);
  if (Number.isNaN(seconds)) throw new RangeError(`${subject} must be a Date or ISO 8601, got ${String(time)}`);
  return seconds;
}

/** An attribute of the context. */
function variable(caller: string, attribute: string): { readonly var: string } {
  checkValue(`${caller}: attribute`, attribute, aName);
  return { var: attribute };
}

function binary(caller: string, operator: string, attribute: string, value: Scalar, rule: OptionRule): JsonObject {
  checkValue(`${caller}: value`, value, rule);
  return { [operator]: [variable(caller, attribute), value] };
}

/** JsonLogic takes what is missing for 0, so that nobody's age is below 18; `!= null` would miss the 0 itself in flagd's JavaScript. */
function ordered(caller: string, operator: string, attribute: string, value: number): JsonObject {
  checkValue(`${caller}: value`, value, aNumber);
  const found = variable(caller, attribute);
  return { and: [{ '!==': [found, null] }, { [operator]: [found, value] }] };
}

function several(caller: string, operator: string, conditions: readonly Json[]): JsonObject {
  const [first] = conditions;
  if (first === undefined) throw new RangeError(`${caller}: conditions must be at least one, got none`);
  return { [operator]: conditions };
}
