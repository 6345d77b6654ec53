import { compareVersions, parseVersion } from '../logic/sem-ver.ts';
import { isInRange } from './ip-range.ts';
import { linearRegex } from './linear-regex.ts';
import type { UnleashConstraint, UnleashContext } from './unleash-document.ts';

export type Condition = (context: UnleashContext) => boolean;
/** Whether the attribute's text holds against the constraint; undefined: there is none. */
type Test = (text: string | undefined) => boolean;

/** The text of an attribute, of the context itself or of its properties. */
export function attributeOf(context: UnleashContext, name: string): string | undefined {
  // Attributes are read by their name, whatever it is.
  const own = (of: object = {}) =>
    Object.hasOwn(of, name) ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
  const value = own(context) ?? own(context.properties);
  return value === undefined || value === null ? undefined : String(value);
}

/** An operator that is not known, and a pattern or a version that is none, never holds; inverted, it always does. */
export function constraintOf(constraint: UnleashConstraint, now: () => number): Condition {
  const { contextName, operator, inverted = false } = constraint;
  if (operator === 'DATE_AFTER' || operator === 'DATE_BEFORE') {
    const isHeld = dateTest(constraint);
    return (context) => isHeld(context.currentTime ? Number(new Date(context.currentTime)) : now()) !== inverted;
  }
  const make = Object.hasOwn(tests, operator) ? tests[operator] : undefined;
  if (make === undefined) return () => false;
  const test = make(constraint);
  return (context) => test(attributeOf(context, contextName)) !== inverted;
}

function dateTest({ operator, value }: UnleashConstraint): (at: number) => boolean {
  const limit = Date.parse(String(value));
  return operator === 'DATE_AFTER' ? (at) => at > limit : (at) => at < limit;
}

const tests: Readonly<Record<string, (constraint: UnleashConstraint) => Test>> = {
  IN: (constraint) => oneOf(constraint),
  NOT_IN(constraint) {
    const isIn = oneOf(constraint);
    return (text) => !isIn(text);
  },
  STR_STARTS_WITH: (constraint) => anyPart(constraint, (text, part) => text.startsWith(part)),
  STR_ENDS_WITH: (constraint) => anyPart(constraint, (text, part) => text.endsWith(part)),
  STR_CONTAINS: (constraint) => anyPart(constraint, (text, part) => text.includes(part)),
  NUM_EQ: (constraint) => number(constraint, (a, b) => a === b),
  NUM_GT: (constraint) => number(constraint, (a, b) => a > b),
  NUM_GTE: (constraint) => number(constraint, (a, b) => a >= b),
  NUM_LT: (constraint) => number(constraint, (a, b) => a < b),
  NUM_LTE: (constraint) => number(constraint, (a, b) => a <= b),
  SEMVER_EQ: (constraint) => version(constraint, (order) => order === 0),
  SEMVER_GT: (constraint) => version(constraint, (order) => order > 0),
  SEMVER_GTE: (constraint) => version(constraint, (order) => order >= 0),
  SEMVER_LT: (constraint) => version(constraint, (order) => order < 0),
  SEMVER_LTE: (constraint) => version(constraint, (order) => order <= 0),
  REGEX: pattern,
  IN_CIDR(constraint) {
    const ranges = valuesOf(constraint);
    return (text) => ranges.some((range) => isInRange(text, range));
  },
};

export function valuesOf({ values = [] }: UnleashConstraint): string[] {
  return values.filter(Boolean).map((value) => value.trim());
}

function oneOf(constraint: UnleashConstraint): Test {
  const values = new Set(valuesOf(constraint));
  return (text) => text !== undefined && values.has(text);
}

function anyPart(constraint: UnleashConstraint, holds: (text: string, part: string) => boolean): Test {
  const fold = (text: string) => (constraint.caseInsensitive ? text.toLowerCase() : text);
  const parts = valuesOf(constraint).map(fold);
  return (text) => text !== undefined && parts.some((part) => holds(fold(text), part));
}

function number({ value }: UnleashConstraint, holds: (a: number, b: number) => boolean): Test {
  return (text) => holds(Number(text), Number(value));
}

/** Of three numbers, and without the v that flagd allows. */
function version({ value }: UnleashConstraint, holds: (order: number) => boolean): Test {
  const strict = (text: unknown) => (/^\d+\.\d+\.\d/.test(String(text)) ? parseVersion(text) : undefined);
  const limit = parseVersion(value);
  return (text) => {
    const found = strict(text);
    return found !== undefined && limit !== undefined && holds(compareVersions(found, limit));
  };
}

function pattern({ value, caseInsensitive = false }: UnleashConstraint): Test {
  try {
    const hasMatch = linearRegex(String(value), caseInsensitive);
    return (text) => text !== undefined && hasMatch(text);
  } catch {
    return () => false;
  }
}
