import * as arithmetic from './arithmetic.ts';
import * as control from './control.ts';
import { fractional } from './fractional.ts';
import * as lists from './lists.ts';
import { missing, missingSome, variable } from './paths.ts';
import type { Operator } from './rule.ts';
import { semanticVersion } from './sem-ver.ts';
import * as text from './text.ts';

/** All operators of JsonLogic but `log`, which is for debugging, and those of flagd. */
export const operators: Readonly<Record<string, Operator>> = {
  var: variable,
  missing,
  missing_some: missingSome,
  if: control.conditional,
  '?:': control.conditional,
  and: control.and,
  or: control.or,
  '!': control.negation,
  '!!': control.truth,
  '==': control.looseEqual,
  '!=': control.looseUnequal,
  '===': control.strictEqual,
  '!==': control.strictUnequal,
  '<': arithmetic.less,
  '<=': arithmetic.lessOrEqual,
  '>': arithmetic.greater,
  '>=': arithmetic.greaterOrEqual,
  '+': arithmetic.plus,
  '-': arithmetic.minus,
  '*': arithmetic.times,
  '/': arithmetic.divide,
  '%': arithmetic.modulo,
  min: arithmetic.smallest,
  max: arithmetic.largest,
  in: lists.contained,
  merge: lists.merge,
  map: lists.map,
  filter: lists.filter,
  reduce: lists.reduce,
  all: lists.allOf,
  some: lists.some,
  none: lists.none,
  cat: text.cat,
  substr: text.substr,
  starts_with: text.prefix,
  ends_with: text.suffix,
  sem_ver: semanticVersion,
  fractional,
};
