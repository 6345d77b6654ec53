import type { Declaration } from './definitions.ts';
import type { StandardSchemaV1 } from './standard-schema.ts';

interface FlagDeclarations {
  /** A flag that is on or off. @default false */
  boolean(fallback?: boolean): Declaration<boolean>;
  /** A flag with a text: any, or one of `all`. */
  string(fallback: string): Declaration<string>;
  string<const V extends string>(fallback: NoInfer<V>, all: readonly V[]): Declaration<V>;
  number(fallback: number): Declaration<number>;
  /** A flag with an object or a list, whose values a Standard Schema (zod, Valibot, ArkType) may check. */
  json<T extends object>(fallback: T, schema?: StandardSchemaV1<T>): Declaration<T>;
}

/**
 * Declares flags for `defineFlags`: of which type they are, and what they are when no document says.
 *
 * @example
 * const definitions = defineFlags({ newDashboard: flag.boolean(), theme: flag.string('light', ['light', 'dark']) });
 */
export const flag: FlagDeclarations = {
  boolean: (fallback = false) => ({ type: 'boolean', fallback }),
  string: <V extends string>(fallback: V, all?: readonly V[]): Declaration<V> =>
    all ? { type: 'string', fallback, all } : { type: 'string', fallback },
  number: (fallback) => ({ type: 'number', fallback }),
  json: (fallback, schema) => (schema ? { type: 'json', fallback, schema } : { type: 'json', fallback }),
};
