import type { Json } from '../json.ts';
import { isTruthy, type Operator, pair, type Rule, type Site } from './rule.ts';

export const negation: Operator = (site) => pair(site, (a) => !isTruthy(a));
export const truth: Operator = (site) => pair(site, isTruthy);

export const conditional: Operator = (site) => {
  if (site.args.length <= 3) return oneOfTwo(site);
  const rules = site.args.map((_, i) => site.rule(i));
  return (data) => {
    let at = 0;
    for (; at + 1 < rules.length; at += 2) {
      if (isTruthy(rules[at]?.(data))) return rules[at + 1]?.(data);
    }
    return rules[at]?.(data) ?? null;
  };
};

/** One condition, which is nearly every `if`. With a single argument the answer is that one. */
function oneOfTwo(site: Site): Rule {
  const [condition, yes, no] = [site.rule(0), site.rule(1), site.rule(2)];
  if (site.args.length < 2) return (data) => condition(data) ?? null;
  return (data) => (isTruthy(condition(data)) ? yes(data) : (no(data) ?? null));
}

export const and: Operator = (site) => chain(site, false);
export const or: Operator = (site) => chain(site, true);

/** The first value that is as true as `wanted`, else the last. */
function chain(site: Site, wanted: boolean): Rule {
  const rules = site.args.map((_, i) => site.rule(i));
  return (data) => {
    let value: unknown = null;
    for (const rule of rules) {
      value = rule(data);
      if (isTruthy(value) === wanted) return value;
    }
    return value;
  };
}

/** Equality with a text is by far the commonest rule: no coercion can make another type equal to one that is no number. */
export const looseEqual: Operator = (site) => {
  const [a, b] = [site.rule(0), site.rule(1)];
  const [left, right] = site.args;
  if (isWord(right)) return (data) => isWordOf(a(data), right);
  if (isWord(left)) return (data) => isWordOf(b(data), left);
  // biome-ignore lint/suspicious/noDoubleEquals: JsonLogic's == is JavaScript's
  return (data) => a(data) == b(data);
};

export const looseUnequal: Operator = (site) => {
  const equal = looseEqual(site);
  return (data) => !equal(data);
};

function isWord(json: Json | undefined): json is string {
  return typeof json === 'string';
}

function isWordOf(value: unknown, word: string): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: the same for whatever is no text
  return typeof value === 'string' ? value === word : value == word;
}

export const strictEqual: Operator = (site) => pair(site, (a, b) => a === b);
export const strictUnequal: Operator = (site) => pair(site, (a, b) => a !== b);
