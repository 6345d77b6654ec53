import type { ActivityContext } from './experiment.ts';

/** A value of JSON that has no parts. */
export type Scalar = string | number | boolean;

/** A number between two, which belong to it. A text that is a number counts as one. */
export interface RangeTolerance {
  readonly type: 'range';
  readonly range: readonly [number, number];
  /** A property of the answer, such as `body`. @default the answer itself */
  readonly target?: string;
}

/** A text in which a regular expression finds something. */
export interface RegexTolerance {
  readonly type: 'regex';
  readonly pattern: string;
  readonly target?: string;
}

/** A path that finds something in the answer, or in the JSON that it is. */
export interface JsonPathTolerance {
  readonly type: 'jsonpath';
  readonly path: string;
  /** A scalar that everything found equals, or the list of what is found. */
  readonly expect?: unknown;
  /** How many are found. */
  readonly count?: number;
  readonly target?: string;
}

/**
 * Which answers of a probe are fine, as the Chaos Toolkit's specification has it: a scalar is the answer; a list of two is the lowest
 * and the highest one, a longer list is the answers themselves; of an answer with a `status` that is what counts, and a list
 * is then the statuses. Or a function that decides.
 */
export type Tolerance =
  | Scalar
  | readonly Scalar[]
  | RangeTolerance
  | RegexTolerance
  | JsonPathTolerance
  | ((answer: unknown, context: ActivityContext) => unknown);
