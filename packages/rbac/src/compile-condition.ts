// A condition becomes two functions, one for TRUE and one for FALSE: neither holds where it is UNKNOWN (Kleene's strong
// logic). So `not` swaps them, and no third value is passed around.
import type { Condition } from './condition.ts';
import type { AttributeType } from './policy-document.ts';
import { type Leaf, leafOf, type Relation, relationOf } from './relation.ts';
import { ownText, ownValue, type Value } from './typed-value.ts';

/** What a principal has: well-typed values in the order of the policy's declarations, and what they were read from. */
export interface Facts {
  readonly values: readonly (Value | undefined)[];
  readonly source: object;
}

export type Test = (principal: Facts, resource: object, context: object) => boolean;
type Read = (principal: Facts, resource: object, context: object) => Value | undefined;

export interface Compiled {
  readonly holds: Test;
  readonly fails: Test;
}

export interface Types {
  readonly principal: readonly (readonly [name: string, type: AttributeType])[];
  readonly resource: Readonly<Record<string, AttributeType>>;
  readonly context: Readonly<Record<string, AttributeType>>;
}

export function compileCondition(condition: Condition, types: Types): Compiled {
  if ('not' in condition) {
    const { holds, fails } = compileCondition(condition.not, types);
    return { holds: fails, fails: holds };
  }
  const parts = partsOf(condition)?.map((part) => compileCondition(part, types));
  if (parts === undefined) return compileLeaf(leafOf(condition), types);
  const [all, one] = 'and' in condition ? (['holds', 'fails'] as const) : (['fails', 'holds'] as const);
  const every = whereEvery(parts.map((part) => part[all]));
  const some = whereSome(parts.map((part) => part[one]));
  return all === 'holds' ? { holds: every, fails: some } : { holds: some, fails: every };
}

/** The parts of `and` and `or`; undefined for the rest. */
export function partsOf(condition: Condition): readonly Condition[] | undefined {
  return 'and' in condition ? condition.and : 'or' in condition ? condition.or : undefined;
}

// A pair needs no loop, and is what most conditions are.
function whereEvery(tests: readonly Test[]): Test {
  const [one, other] = tests;
  if (tests.length === 2 && one && other) return (p, r, c) => one(p, r, c) && other(p, r, c);
  return function every(p, r, c) {
    for (let i = 0; i < tests.length; i++) if (!tests[i]?.(p, r, c)) return false;
    return true;
  };
}

function whereSome(tests: readonly Test[]): Test {
  const [one, other] = tests;
  if (tests.length === 2 && one && other) return (p, r, c) => one(p, r, c) || other(p, r, c);
  return function some(p, r, c) {
    for (let i = 0; i < tests.length; i++) if (tests[i]?.(p, r, c)) return true;
    return false;
  };
}

function compileLeaf({ op, left, path, right }: Leaf, types: Types): Compiled {
  const readLeft = readerOf(left, types);
  if (op === 'exists') return { holds: (p, r, c) => readLeft(p, r, c) !== undefined, fails: absenceOf(left) };
  const readRight: Read = path === undefined ? () => right : readerOf(path, types);
  if (op === 'eq') {
    const [whose, name] = halves(left);
    const holds = whose === 'resource' ? resourceEquals(name, readRight) : equalityOf(readLeft, readRight, true);
    return { holds, fails: equalityOf(readLeft, readRight, false) };
  }
  const relation = relationOf(op, right);
  return { holds: testOf(readLeft, readRight, relation, true), fails: testOf(readLeft, readRight, relation, false) };
}

/**
 * For the question that is asked most. What equals a value of the right type is of the right type: only then it matters
 * whose the attribute is, and the check takes half the time.
 */
function resourceEquals(name: string, right: Read): Test {
  return function isEqual(p, r, c) {
    // Read by name; it is compared, and nothing else.
    const value = (r as Readonly<Record<string, unknown>>)[name];
    return value !== undefined && value === right(p, r, c) && Object.hasOwn(r, name);
  };
}

/** `testOf` for the most common relation: without a call that is different for every condition. */
function equalityOf(left: Read, right: Read, wanted: boolean): Test {
  return function compareEqual(p, r, c) {
    const a = left(p, r, c);
    if (a === undefined) return false;
    const b = right(p, r, c);
    return b !== undefined && (a === b) === wanted;
  };
}

function testOf(left: Read, right: Read, relation: Relation, wanted: boolean): Test {
  return function compare(p, r, c) {
    const a = left(p, r, c);
    if (a === undefined) return false;
    const b = right(p, r, c);
    return b !== undefined && relation(a, b) === wanted;
  };
}

function readerOf(path: string, types: Types): Read {
  const [whose, name] = halves(path);
  if (whose === 'principal') {
    const place = types.principal.findIndex(([each]) => each === name);
    return (p) => p.values[place];
  }
  const type = whose === 'resource' ? types.resource[name] : types.context[name];
  // Declared: the policy was refused otherwise.
  const declared = type as AttributeType;
  return whose === 'resource' ? (_, r) => ownValue(r, name, declared) : (_, _r, c) => ownText(c, name, declared);
}

/** Where nothing is: a value of another type is something, and neither there nor absent. */
function absenceOf(path: string): Test {
  const [whose, name] = halves(path);
  return function isAbsent(p, r, c) {
    const of = whose === 'principal' ? p.source : whose === 'resource' ? r : c;
    // Read by name; what comes back is compared with nothing only.
    return !Object.hasOwn(of, name) || ((of as Readonly<Record<string, unknown>>)[name] ?? undefined) === undefined;
  };
}

export function halves(path: string): readonly [whose: string, name: string] {
  const dot = path.indexOf('.');
  return [path.slice(0, dot), asKey(path.slice(dot + 1))];
}

/** The same string as V8 keeps it for keys: a slice of another one is looked up anew at every access, for ten times the price. */
export function asKey(name: string): string {
  const [key] = Object.keys({ [name]: true });
  return key as string; // the only one there is
}
