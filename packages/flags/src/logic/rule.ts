import type { Bucketing } from '../bucketing.ts';
import type { Json, JsonObject } from '../json.ts';

/** A rule that was compiled: what it answers for some data. */
export type Rule = (data: unknown) => unknown;

/** What the rules of a flag share. */
export interface RuleScope {
  readonly flagKey: string;
  readonly bucketing: Bucketing;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly evaluators: Readonly<Record<string, JsonObject>>;
  /** Told of each rule that is no rule. */
  readonly fault: (path: string, message: string) => void;
  /** Told when a unit that is to be put in a bucket is missing. */
  readonly unitMissing: () => void;
  /** What one evaluation may still do in loops. */
  readonly steps: { left: number };
  readonly tracer?: Tracer;
}

/** Told what each rule answered, and where `fractional` found the unit. */
export interface Tracer {
  readonly answered: (path: string, result: unknown) => void;
  readonly found: (bucket: number) => void;
}

/** An operator with its arguments, in the place where it stands. */
export interface Site {
  readonly args: readonly Json[];
  readonly scope: RuleScope;
  /** Whether the data is the context itself, and not an element of a list. */
  readonly isRoot: boolean;
  /** The argument, compiled; one that is not there answers undefined. */
  rule(index: number): Rule;
  /** The argument as a rule about the elements of a list. */
  elementRule(index: number): Rule;
}

export type Operator = (site: Site) => Rule;

/** JsonLogic's own truth: an empty list is false (https://jsonlogic.com/truthy.html). */
export function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** One or two values, found before they are asked about. */
export function pair(site: Site, answer: (a: unknown, b: unknown) => unknown): Rule {
  const [a, b] = [site.rule(0), site.rule(1)];
  return (data) => answer(a(data), b(data));
}

/** As many values as there are. */
export function each(site: Site, answer: (values: readonly unknown[]) => unknown): Rule {
  const rules = site.args.map((_, i) => site.rule(i));
  return (data) => answer(rules.map((rule) => rule(data)));
}
