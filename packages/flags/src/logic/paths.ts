// `var`, `missing` and `missing_some`: own properties only, so that `constructor.name` is no attribute of anybody.
import { own } from './own.ts';
import type { Operator, Rule, RuleScope, Site } from './rule.ts';

type Read = (data: unknown, name: string) => unknown;

export const variable: Operator = (site) => {
  const [path] = site.args;
  const otherwise = site.args.length > 1 ? site.rule(1) : () => null;
  const find = typeof path === 'object' && path !== null ? dynamicPath(site) : staticPath(site, String(path ?? ''));
  return (data) => {
    const value = find(data);
    if (typeof value === 'string') return value;
    if (value === undefined) return otherwise(data);
    return typeof value === 'object' || typeof value === 'function' ? plain(value) : value;
  };
};

export const missing: Operator = (site) => {
  const keys = site.args.map((_, i) => site.rule(i));
  const find = finder(site);
  return (data) => {
    const [first, ...others] = keys.map((key) => key(data));
    const asked: readonly unknown[] = Array.isArray(first) ? first : keys.length > 0 ? [first, ...others] : [];
    return asked.filter((key) => isMissing(find(data, String(key))));
  };
};

export const missingSome: Operator = (site) => {
  const [needed, options] = [site.rule(0), site.rule(1)];
  const find = finder(site);
  return (data) => {
    const keys = [options(data)].flat();
    const absent = keys.filter((key) => isMissing(find(data, String(key))));
    return keys.length - absent.length >= Number(needed(data)) ? [] : absent;
  };
};

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** What a rule may see of a value: no function, and of a date its text. */
function plain(value: object | null): unknown {
  if (typeof value === 'function') return null;
  return value instanceof Date ? value.toJSON() : value;
}

function dynamicPath(site: Site): Rule {
  const path = site.rule(0);
  const find = finder(site);
  return (data) => find(data, String(path(data) ?? ''));
}

/** The path is known: it is split once, and the commonest kinds have a way of their own. */
function staticPath(site: Site, path: string): Rule {
  const [first = '', second, ...more] = path.split('.');
  const read = reader(site);
  if (path === '' || more.length > 0) {
    const find = finder(site);
    return (data) => find(data, path);
  }
  if (second !== undefined) return (data) => own(read(data, first), second);
  return site.isRoot && isReserved(first) ? (data) => read(data, first) : (data) => own(data, first);
}

function finder(site: Site): Read {
  const read = reader(site);
  const whole = site.isRoot ? wholeContext(site.scope) : (data: unknown) => data;
  return (data, path) => {
    if (path === '') return whole(data);
    const [first = '', ...more] = path.split('.');
    return more.reduce(own, read(data, first));
  };
}

/** How the first name of a path is read: in the context, flagd's own names are not the caller's. */
function reader({ isRoot, scope }: Site): Read {
  if (!isRoot) return own;
  return (data, name) => {
    if (name === '$flagd') return flagd(scope);
    const value = own(data, name);
    // Only text is hashed alike everywhere, so anything else is as good as no key.
    return name === 'targetingKey' && typeof value !== 'string' ? undefined : value;
  };
}

function isReserved(name: string): boolean {
  return name === '$flagd' || name === 'targetingKey';
}

function wholeContext(scope: RuleScope): Rule {
  return (data) => (typeof data === 'object' && !Array.isArray(data) ? { ...data, $flagd: flagd(scope) } : data);
}

function flagd({ flagKey, now }: RuleScope): object {
  return { flagKey, timestamp: Math.floor(now() / 1_000) };
}
