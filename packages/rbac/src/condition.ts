/** Another attribute, where a literal could stand. */
export interface Ref<Path extends string = string> {
  readonly ref: Path;
}

/** A value that a condition compares with. */
export type Literal = string | number | boolean;

/** The operators that compare one value with one other. */
export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'startsWith' | 'endsWith' | 'contains';

/** The operators whose right side is a list: one value among many, and two lists with a common element. */
export type ListComparison = 'in' | 'overlaps';

/** `'resource.ownerId'`: whose attribute, a dot, and its name. */
export type Path = `${'principal' | 'resource' | 'context'}.${string}`;

/**
 * A condition as plain data, of one operator each. A value that is missing, null or not of its declared type makes it
 * UNKNOWN, and `not` leaves that UNKNOWN; `exists` is false for a value that is not there.
 */
export type Condition<P extends string = string> =
  | { readonly and: readonly Condition<P>[] }
  | { readonly or: readonly Condition<P>[] }
  | { readonly not: Condition<P> }
  | { readonly exists: P }
  | { readonly [O in Comparison]: Only<O, readonly [P, Literal | Ref<P>]> }[Comparison]
  | { readonly [O in ListComparison]: Only<O, readonly [P, readonly Literal[] | Ref<P>]> }[ListComparison];

/** The path that a right side speaks of, if it is no literal. */
export type PathOf<R> = R extends Ref<infer P> ? P : never;

type Only<O extends string, V> = { readonly [K in O]: V };
