import { aString, checkOptions, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import type { FlagDefinition, FlagExtras, FlagMetadata } from '../flag-document.ts';
import type { Json, JsonObject } from '../json.ts';
import { aName } from './conditions.ts';

/** What a flag has beside its rules; all but the first three stand under `$scry`. */
export interface FlagSettings<V extends string = string> extends FlagExtras {
  /** The variant where no rule answers. @default 'off', or the first variant */
  readonly default?: V;
  /** Nobody gets anything but their own default. @default false */
  readonly disabled?: boolean;
  readonly metadata?: FlagMetadata;
}

const anObject: OptionRule = ['object', 'an object'];
const aDay: OptionRule = [
  'string',
  'a day in ISO 8601',
  (text: string) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
];
const rules: OptionRules<FlagSettings> = {
  default: aName,
  disabled: ['boolean', 'a boolean'],
  metadata: anObject,
  owner: aString,
  description: aString,
  expires: aDay,
  prerequisites: ['object', 'a list', Array.isArray],
  env: ['string or boolean', 'a name or false', (env: string | boolean) => env !== true],
};

/** A builder of one flag; `flagDocument` takes several. */
export interface BuiltFlag {
  readonly key: string;
  /** The flag as it stands in a document of flagd. */
  toJSON(): FlagDefinition;
}

export function checkSettings<V extends string>(caller: string, settings: FlagSettings<V>): FlagSettings<V> {
  return checkOptions(caller, settings, rules as OptionRules<FlagSettings<V>>);
}

/** The flag without a rule is the default for everybody, and has no targeting. */
export function definitionOf(
  settings: Omit<FlagSettings, 'default'>,
  variants: Readonly<Record<string, Json>>,
  defaultVariant: string,
  targeting: JsonObject | undefined,
): FlagDefinition {
  const { disabled = false, metadata, ...extras } = settings;
  return {
    state: disabled ? 'DISABLED' : 'ENABLED',
    variants,
    defaultVariant,
    ...(targeting ? { targeting } : {}),
    ...(metadata ? { metadata } : {}),
    ...(Object.keys(extras).length > 0 ? { $scry: extras } : {}),
  };
}
