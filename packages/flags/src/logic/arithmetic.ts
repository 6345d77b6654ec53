import { each, type Operator, pair, type Rule, type Site } from './rule.ts';

// JsonLogic leaves these to JavaScript, which makes a number of anything.
type Coerced = number;

export const less: Operator = (site) => between(site, (a, b) => a < b);
export const lessOrEqual: Operator = (site) => between(site, (a, b) => a <= b);
export const greater: Operator = (site) => numbers(site, (a, b) => a > b);
export const greaterOrEqual: Operator = (site) => numbers(site, (a, b) => a >= b);

export const plus: Operator = (site) => each(site, (values) => values.reduce<number>((sum, v) => sum + parsed(v), 0));
export const times: Operator = (site) => each(site, (values) => values.reduce<number>((all, v) => all * parsed(v), 1));
export const minus: Operator = (site) => numbers(site, site.args.length > 1 ? (a, b) => a - b : (a) => -a);
export const divide: Operator = (site) => numbers(site, (a, b) => a / b);
export const modulo: Operator = (site) => numbers(site, (a, b) => a % b);
export const smallest: Operator = (site) => each(site, (values) => Math.min(...(values as readonly Coerced[])));
export const largest: Operator = (site) => each(site, (values) => Math.max(...(values as readonly Coerced[])));

function numbers(site: Site, answer: (a: Coerced, b: Coerced) => unknown): Rule {
  return pair(site, (a, b) => answer(a as Coerced, b as Coerced));
}

/** With three values: whether the second is between the others. */
function between(site: Site, holds: (a: Coerced, b: Coerced) => boolean): Rule {
  if (site.args.length < 3) return numbers(site, holds);
  return each(site, ([a, b, c]) => holds(a as Coerced, b as Coerced) && holds(b as Coerced, c as Coerced));
}

function parsed(value: unknown): number {
  return typeof value === 'number' ? value : Number.parseFloat(String(value));
}
