import {
  aFunction,
  aString,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { checkDetector } from './check-detector.ts';
import { cutName } from './cut-name.ts';
import { defaultDetectors, strictDetectors } from './default-detectors.ts';
import { allowedNames, secretNames } from './default-names.ts';
import type { Detector } from './detector.ts';
import { type Mask, masks } from './masks.ts';
import { createNameRules, type NameRules } from './name-rules.ts';
import { createPathTree, isPath, type PathTree } from './path-tree.ts';
import type { KeyChanges, KeyRule, RedactOptions } from './redact-options.ts';
import { createTextScanner, type TextScanner } from './scan-text.ts';

/** Options that have been checked, with every default in place. */
export interface Policy extends Required<Omit<RedactOptions, 'onEvent' | 'keys' | 'values'>> {
  readonly onEvent?: NonNullable<RedactOptions['onEvent']>;
  readonly keys: Required<KeyChanges>;
  readonly searched: readonly Detector[];
  readonly names: NameRules;
  readonly tree: PathTree | undefined;
  readonly scanner: TextScanner | undefined;
  /** What takes the place of what is over a cap, whatever `censor` would make of it. */
  readonly blank: string;
  /** Whether nothing but exact paths is asked for: what they do not name is then never looked at. */
  readonly pathsOnly: boolean;
}

type Base = Pick<Policy, 'keys' | 'searched' | 'paths' | 'masks'> & RedactOptions;

const base: Base = {
  keys: { extend: secretNames, allow: allowedNames },
  searched: defaultDetectors,
  paths: [],
  masks: {},
};

const aCount: OptionRule = ['number', 'an integer >= 1', (n: number) => Number.isInteger(n) && n >= 1];
const aBoolean: OptionRule = ['boolean', 'a boolean'];
const anArray: OptionRule = ['object', 'an array', Array.isArray];
const anObject: OptionRule = ['object', 'an object'];
const aName: OptionRule = ['string', 'a name with a letter in it', (name: string) => cutName(name).length > 0];
const aKeyRule: OptionRule = [
  'string or object',
  'a name with a letter in it or a RegExp',
  (rule: KeyRule) => (typeof rule === 'string' ? cutName(rule).length > 0 : rule instanceof RegExp),
];
const aPath: OptionRule = ['string', 'a path such as a.b["x-y"], a[*].b or !a.**.b', isPath];
/** Recursion is bounded by the stack, which the caller has used a part of. */
const maxMaxDepth = 500;

const rules: OptionRules<RedactOptions> = {
  enabled: aBoolean,
  keys: ['object', 'an array of names or { extend, allow }'],
  paths: anArray,
  values: [
    'boolean, string or object',
    "false, 'default', 'strict' or an array of Detector",
    (values: unknown) => values === false || values === 'default' || values === 'strict' || Array.isArray(values),
  ],
  censor: ['string or function', 'a string or a function'],
  masks: anObject,
  remove: aBoolean,
  maxDepth: [
    'number',
    `an integer from 1 to ${maxMaxDepth}`,
    (n: number) => Number.isInteger(n) && n >= 1 && n <= maxMaxDepth,
  ],
  maxNodes: aCount,
  maxStringLength: aCount,
  jsonStrings: aBoolean,
  name: aString,
  onEvent: aFunction,
};
const keyRules: OptionRules<KeyChanges> = { extend: anArray, allow: anArray };

/** Checks options and adds them to those of a redactor that stands already, or to the defaults. */
export function readPolicy(caller: string, options: RedactOptions, onto: Base = base): Policy {
  const { keys, values, paths = [], masks: ownMasks = {}, ...rest } = checkOptions(caller, options, rules);
  checkEach(`${caller}: paths`, paths, aPath);
  for (const [id, mask] of Object.entries(ownMasks)) checkValue(`${caller}: masks.${id}`, mask, aFunction);
  const merged = {
    enabled: true,
    censor: '[REDACTED]',
    remove: false,
    maxDepth: 32,
    maxNodes: 10_000,
    maxStringLength: 65_536,
    jsonStrings: true,
    name: 'redact',
    ...onto,
    ...rest,
    keys: keysOf(caller, keys, onto.keys),
    searched: searchedOf(caller, values, onto.searched),
    paths: [...onto.paths, ...paths],
    masks: { ...onto.masks, ...ownMasks },
  };
  return { ...merged, ...derived(merged) };
}

/** For what is to be kept as it is, but must be safe to write as JSON. */
export function withoutRules(policy: Policy): Policy {
  const names = createNameRules([], [], undefined);
  return { ...policy, names, tree: undefined, scanner: undefined, jsonStrings: false };
}

type Derived = 'names' | 'tree' | 'scanner' | 'blank' | 'pathsOnly';

function derived(options: Omit<Policy, Derived>): Pick<Policy, Derived> {
  const { enabled, keys, searched, paths, censor } = options;
  const blank = typeof censor === 'string' ? censor : masks.full();
  const tree = enabled && paths.length > 0 ? createPathTree(paths) : undefined;
  const scanner =
    enabled && searched.length > 0 ? createTextScanner(masked(searched, options.masks, blank)) : undefined;
  const secret = enabled ? keys.extend : [];
  return {
    blank,
    tree,
    scanner,
    names: createNameRules(secret, keys.allow, scanner),
    pathsOnly: secret.length === 0 && scanner === undefined && (tree === undefined || tree.exact),
  };
}

function keysOf(caller: string, keys: RedactOptions['keys'], onto: Required<KeyChanges>): Required<KeyChanges> {
  if (keys === undefined) return onto;
  if (isList(keys)) {
    checkEach(`${caller}: keys`, keys, aKeyRule);
    return { extend: [...keys], allow: [] };
  }
  const { extend = [], allow = [] } = checkOptions(`${caller}: keys`, keys, keyRules);
  checkEach(`${caller}: keys.extend`, extend, aKeyRule);
  checkEach(`${caller}: keys.allow`, allow, aName);
  // Who calls a name secret now takes back that it was allowed before.
  const secret = new Set(extend.flatMap((rule) => (typeof rule === 'string' ? [joined(rule)] : [])));
  const kept = onto.allow.filter((name) => !secret.has(joined(name)));
  return { extend: [...onto.extend, ...extend], allow: [...kept, ...allow] };
}

function joined(name: string): string {
  return cutName(name).join('');
}

/** `Array.isArray` does not tell a readonly array from an object. */
function isList(keys: readonly KeyRule[] | KeyChanges): keys is readonly KeyRule[] {
  return Array.isArray(keys);
}

function searchedOf(caller: string, values: RedactOptions['values'], onto: readonly Detector[]): readonly Detector[] {
  if (values === undefined) return onto;
  if (values === false) return [];
  if (values === 'default') return defaultDetectors;
  if (values === 'strict') return strictDetectors;
  return values.map((detector, i) => checkDetector(`${caller}: values[${i}]`, detector));
}

function masked(searched: readonly Detector[], own: RedactOptions['masks'] & object, blank: string): Detector[] {
  const full: Mask = () => blank;
  return searched.map((detector) => {
    const mask = (Object.hasOwn(own, detector.id) ? own[detector.id] : undefined) ?? detector.mask;
    return { ...detector, mask: mask === masks.full ? full : mask };
  });
}

function checkEach(subject: string, values: readonly unknown[], rule: OptionRule): void {
  for (const [i, value] of values.entries()) checkValue(`${subject}[${i}]`, value, rule);
}
