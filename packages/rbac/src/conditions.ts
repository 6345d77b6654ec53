// Builders of conditions: each returns plain data, which may as well be written by hand.
import type { Comparison, Condition, ListComparison, Literal, Path, PathOf, Ref } from './condition.ts';

export type { Condition, Literal, Path, Ref } from './condition.ts';

/**
 * Another attribute, where a literal could stand.
 *
 * @example
 * eq('resource.ownerId', ref('principal.id'));
 */
export function ref<const P extends Path>(path: P): Ref<P> {
  return { ref: path };
}

/**
 * True where every part is true.
 *
 * @example
 * all(eq('resource.status', 'draft'), eq('resource.ownerId', ref('principal.id')));
 */
export function all<const P extends string>(...conditions: readonly Condition<P>[]): Condition<P> {
  return { and: conditions };
}

/**
 * True where one part is true.
 *
 * @example
 * any(eq('resource.ownerId', ref('principal.id')), overlaps('resource.teamIds', ref('principal.teamIds')));
 */
export function any<const P extends string>(...conditions: readonly Condition<P>[]): Condition<P> {
  return { or: conditions };
}

/**
 * True where the condition is false; what is unknown stays unknown.
 *
 * @example
 * not(startsWith('resource.path', '/private/'));
 */
export function not<const P extends string>(condition: Condition<P>): Condition<P> {
  return { not: condition };
}

/**
 * The value is there: false for null or a missing one.
 *
 * @example
 * exists('resource.ownerId');
 */
export function exists<const P extends Path>(path: P): Condition<P> {
  return { exists: path };
}

/**
 * Both sides are equal.
 *
 * @example
 * eq('resource.status', 'draft');
 */
export function eq<const L extends Path, const R extends Literal | Ref>(left: L, right: R): Condition<L | PathOf<R>> {
  return leaf('eq', left, right);
}

/**
 * Both sides are there and differ.
 *
 * @example
 * ne('resource.status', 'archived');
 */
export function ne<const L extends Path, const R extends Literal | Ref>(left: L, right: R): Condition<L | PathOf<R>> {
  return leaf('ne', left, right);
}

/**
 * The left side is less. Strings are ordered by code point.
 *
 * @example
 * lt('resource.budget', 1_000);
 */
export function lt<const L extends Path, const R extends Literal | Ref>(left: L, right: R): Condition<L | PathOf<R>> {
  return leaf('lt', left, right);
}

/**
 * The left side is less or equal.
 *
 * @example
 * le('resource.budget', ref('principal.limit'));
 */
export function le<const L extends Path, const R extends Literal | Ref>(left: L, right: R): Condition<L | PathOf<R>> {
  return leaf('le', left, right);
}

/**
 * The left side is greater.
 *
 * @example
 * gt('resource.endsAt', ref('context.time'));
 */
export function gt<const L extends Path, const R extends Literal | Ref>(left: L, right: R): Condition<L | PathOf<R>> {
  return leaf('gt', left, right);
}

/**
 * The left side is greater or equal.
 *
 * @example
 * ge('principal.level', 3);
 */
export function ge<const L extends Path, const R extends Literal | Ref>(left: L, right: R): Condition<L | PathOf<R>> {
  return leaf('ge', left, right);
}

/**
 * A string begins with another; every character counts, `%` and `_` too.
 *
 * @example
 * startsWith('resource.path', '/shows/');
 */
export function startsWith<const L extends Path, const R extends Literal | Ref>(
  left: L,
  right: R,
): Condition<L | PathOf<R>> {
  return leaf('startsWith', left, right);
}

/**
 * A string ends with another.
 *
 * @example
 * endsWith('principal.email', '@example.com');
 */
export function endsWith<const L extends Path, const R extends Literal | Ref>(
  left: L,
  right: R,
): Condition<L | PathOf<R>> {
  return leaf('endsWith', left, right);
}

/**
 * A string contains another. An element of a list is asked for with `isIn`.
 *
 * @example
 * contains('resource.name', 'draft');
 */
export function contains<const L extends Path, const R extends Literal | Ref>(
  left: L,
  right: R,
): Condition<L | PathOf<R>> {
  return leaf('contains', left, right);
}

/**
 * The value is an element of the list.
 *
 * @example
 * isIn('principal.id', ref('resource.memberIds'));
 */
export function isIn<const L extends Path, const R extends readonly Literal[] | Ref>(
  left: L,
  right: R,
): Condition<L | PathOf<R>> {
  return leaf('in', left, right);
}

/**
 * The lists have an element in common.
 *
 * @example
 * overlaps('resource.teamIds', ref('principal.teamIds'));
 */
export function overlaps<const L extends Path, const R extends readonly Literal[] | Ref>(
  left: L,
  right: R,
): Condition<L | PathOf<R>> {
  return leaf('overlaps', left, right);
}

function leaf<L extends string, R>(op: Comparison | ListComparison, left: L, right: R): Condition<L | PathOf<R>> {
  // The compiler cannot see that the paths of a right side are those that PathOf takes out of its type.
  return { [op]: [left, right] } as unknown as Condition<L | PathOf<R>>;
}
