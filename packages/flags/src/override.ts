import type { EvaluationContext } from './evaluation.ts';

/** Somebody whose word is above the document: the environment, a request's header, a test. */
export interface Override {
  readonly name: string;
  /** The value of the flag, which must be of its type; `undefined`: no opinion. */
  get(key: string, context: EvaluationContext): unknown;
}
