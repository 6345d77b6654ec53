import type { EvaluationContext } from './evaluation.ts';
import type { FlagDefinition } from './flag-document.ts';

/** Somebody whose word is above the document: the environment, a request's header, a test. */
export interface Override {
  readonly name: string;
  /** The value of the flag, which must be of its type; `undefined`: no opinion. */
  get(key: string, context: EvaluationContext, flag: OverriddenFlag): unknown;
}

/** What is known of the flag that an override is asked about; the same object until another document comes. */
export interface OverriddenFlag {
  /** As it is declared, else as its variants are. */
  readonly type: 'boolean' | 'string' | 'number' | 'json' | undefined;
  /** As it stands in the document. */
  readonly definition: FlagDefinition | undefined;
}
