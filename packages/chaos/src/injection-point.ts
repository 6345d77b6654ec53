import { isPromise } from './is-promise.ts';

/** Any function, as an injection point calls it. */
export type AnyFunction = (this: unknown, ...args: readonly unknown[]) => unknown;

/** A function at an injection point. */
export interface Site {
  readonly point: string;
  readonly fn: AnyFunction;
  /** Whether it answers with promises; `undefined` until it has been called. */
  async: boolean | undefined;
  /** 1 while `async` is undefined: a number, so that one comparison sees it and the armed scenarios together. */
  unknown: 0 | 1;
}

export function siteOf(point: string, fn: AnyFunction, async: boolean | undefined): Site {
  const known = async ?? (Object.prototype.toString.call(fn) === '[object AsyncFunction]' ? true : undefined);
  return { point, fn, async: known, unknown: known === undefined ? 1 : 0 };
}

/** What injection points ask before each call. */
export interface Gate {
  /** How many scenarios are armed. */
  armed: number;
  /** Whether nothing that is armed can concern a call made here: it is armed in other asynchronous scopes. */
  isElsewhere(): boolean;
  /** Makes a call that is not plain: something is armed, or the function is not known yet. */
  through(site: Site, self: unknown, args: readonly unknown[]): unknown;
}

/** Notes of a function what it answers with. */
export function learn(site: Site, answer: unknown): unknown {
  site.async = isPromise(answer);
  site.unknown = 0;
  return answer;
}

/** The function with a gate before it: `this`, name, length and further properties stay. */
export function injectionPoint(gate: Gate, site: Site): AnyFunction {
  const wrap = wrappers[site.fn.length] ?? wrapAny;
  return Object.defineProperties(wrap(gate, site, site.fn), Object.getOwnPropertyDescriptors(site.fn));
}

type Wrap = (gate: Gate, site: Site, fn: AnyFunction) => AnyFunction;

// One wrapper for each number of arguments: passing a list on costs 10 ns more than the call itself.
const wrappers: readonly Wrap[] = [wrap0, wrap1, wrap2, wrap3, wrap4];

function wrap0(gate: Gate, site: Site, fn: AnyFunction): AnyFunction {
  return function pointOf0(...args) {
    if ((gate.armed | site.unknown) === 0 && args.length === 0) return fn.call(this);
    return passOn(gate, site, this, args);
  };
}

function wrap1(gate: Gate, site: Site, fn: AnyFunction): AnyFunction {
  return function pointOf1(...args) {
    if ((gate.armed | site.unknown) === 0 && args.length === 1) return fn.call(this, args[0]);
    return passOn(gate, site, this, args);
  };
}

function wrap2(gate: Gate, site: Site, fn: AnyFunction): AnyFunction {
  return function pointOf2(...args) {
    if ((gate.armed | site.unknown) === 0 && args.length === 2) return fn.call(this, args[0], args[1]);
    return passOn(gate, site, this, args);
  };
}

function wrap3(gate: Gate, site: Site, fn: AnyFunction): AnyFunction {
  return function pointOf3(...args) {
    if ((gate.armed | site.unknown) === 0 && args.length === 3) return fn.call(this, args[0], args[1], args[2]);
    return passOn(gate, site, this, args);
  };
}

function wrap4(gate: Gate, site: Site, fn: AnyFunction): AnyFunction {
  return function pointOf4(...args) {
    if ((gate.armed | site.unknown) === 0 && args.length === 4)
      return fn.call(this, args[0], args[1], args[2], args[3]);
    return passOn(gate, site, this, args);
  };
}

function wrapAny(gate: Gate, site: Site): AnyFunction {
  return function pointOfAny(...args) {
    return passOn(gate, site, this, args);
  };
}

function passOn(gate: Gate, site: Site, self: unknown, args: readonly unknown[]): unknown {
  const isPlain = site.unknown === 0 && (gate.armed === 0 || gate.isElsewhere());
  return isPlain ? apply(site.fn, self, args) : gate.through(site, self, args);
}

/** As `Reflect.apply`, which takes 10 ns longer, because it has to read the list. */
export function apply(fn: AnyFunction, self: unknown, args: readonly unknown[]): unknown {
  switch (args.length) {
    case 0:
      return fn.call(self);
    case 1:
      return fn.call(self, args[0]);
    case 2:
      return fn.call(self, args[0], args[1]);
    case 3:
      return fn.call(self, args[0], args[1], args[2]);
    default:
      return Reflect.apply(fn, self, args);
  }
}
