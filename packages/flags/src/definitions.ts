import type { StandardSchemaV1 } from './standard-schema.ts';

/** A flag as the code declares it: its type, and what it is when no document says. */
export interface Declaration<T = unknown> {
  readonly type: 'boolean' | 'string' | 'number' | 'json';
  readonly fallback: T;
  /** The texts that are allowed; every text if absent. */
  readonly all?: readonly T[];
  readonly schema?: StandardSchemaV1<T>;
}

/** The flags that a program knows, by key. */
export type Declarations = Readonly<Record<string, Declaration>>;

/** The flags that a program knows. */
export interface Definitions<D extends Declarations = Declarations> {
  readonly declarations: D;
}

/** The names of the flags whose value is a `T`. */
export type KeysOf<D extends Declarations, T = unknown> = {
  [K in keyof D & string]: ValueOf<D, K> extends T ? K : never;
}[keyof D & string];

// Read off the fallback: inferred from the whole declaration it takes the compiler twice the instantiations.
/** The type of a flag's value. */
export type ValueOf<D extends Declarations, K extends keyof D> = D[K]['fallback'];

/** The values of all flags. */
export type Values<D extends Declarations> = { readonly [K in keyof D]: ValueOf<D, K> };
