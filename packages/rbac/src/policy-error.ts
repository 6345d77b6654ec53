import { errorCode } from '@scry/internal/error-code';

/** A fault of a policy document. */
export interface PolicyProblem {
  /** Where in the document: `roles.ADMIN.grants[0].when.eq`. */
  readonly path: string;
  readonly message: string;
}

/** A policy document was refused. `problems` has every fault of it, the first hundred if there are more. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code = 'SCRY_POLICY';
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    const lines = problems.map(({ path, message }) => `\n- ${path}: ${message}`);
    super(`The policy has ${problems.length} problem${problems.length === 1 ? '' : 's'}:${lines.join('')}`);
    this.problems = problems;
  }
}

/**
 * Whether `value` is a `PolicyError`, of this or any other copy of the package.
 *
 * @example
 * if (isPolicyError(error)) console.error(error.problems);
 */
export function isPolicyError(value: unknown): value is PolicyError {
  return errorCode(value) === 'SCRY_POLICY';
}
