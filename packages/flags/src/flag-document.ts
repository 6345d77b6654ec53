// The flag definition of flagd, JSON schema v0 (https://flagd.dev/schema/v0/flags.json), and what stands under `$scry`.
import type { Json, JsonObject } from './json.ts';

/** Facts about a flag or a document, handed through to whoever evaluates. */
export type FlagMetadata = Readonly<Record<string, string | number | boolean>>;

/** All flags, as a file or a server has them. */
export interface FlagDocument {
  readonly $schema?: string;
  readonly flags: Readonly<Record<string, FlagDefinition>>;
  /** Rules that several flags share, as `{ "$ref": "name" }`. */
  readonly $evaluators?: Readonly<Record<string, JsonObject>>;
  /** Holds for every flag that does not say otherwise. `scryBucketing` is `'v2'` or `'v3'`, see `Bucketing`. */
  readonly metadata?: FlagMetadata;
}

/** One flag. */
export interface FlagDefinition {
  readonly state: 'ENABLED' | 'DISABLED';
  /** All of one type. */
  readonly variants: Readonly<Record<string, Json>>;
  /** Without one, or with null, the caller's own value is used where no rule answers. */
  readonly defaultVariant?: string | null;
  /** JsonLogic that answers with the name of a variant, or null for the default one. */
  readonly targeting?: JsonObject;
  readonly metadata?: FlagMetadata;
  readonly $scry?: FlagExtras;
}

/** What flagd's schema leaves open; other SDKs do not look at it. */
export interface FlagExtras {
  readonly owner?: string;
  readonly description?: string;
  /** The day after which the flag should be gone, in ISO 8601. */
  readonly expires?: string;
  /** Flags that must have a certain variant, or this one has its default. */
  readonly prerequisites?: readonly Prerequisite[];
  /** The environment variable that overrides it; `false`: none may. */
  readonly env?: string | false;
}

/** A flag, and the variant that it must have. */
export interface Prerequisite {
  readonly flag: string;
  readonly variant: string;
}
