import type { Declaration } from './definitions.ts';
import type { EvaluationContext } from './evaluation.ts';
import type { FlagDefinition } from './flag-document.ts';

/** Somebody whose word is above the document: the environment, a request's header, a test. */
export interface Override {
  readonly name: string;
  /** The value of the flag, which must be of its type; `undefined`: no opinion. */
  get(key: string, context: EvaluationContext, flag: OverriddenFlag): unknown;
}

/** What is known of a flag that is about to be overridden. */
export interface OverriddenFlag {
  readonly type: Declaration['type'];
  /** As the document has it; undefined where it does not. */
  readonly definition: FlagDefinition | undefined;
}
