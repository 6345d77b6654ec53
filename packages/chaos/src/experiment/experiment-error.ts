import { errorCode } from '@scry/internal/error-code';

/** What is wrong with an experiment, a document or a journal, and where. */
export interface ExperimentProblem {
  /** Such as `method[0].provider.path`. */
  readonly path: string;
  readonly message: string;
}

/** An experiment, a document or a journal cannot be used. Nothing of it was run. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
  readonly code = 'SCRY_EXPERIMENT';
  readonly problems: readonly ExperimentProblem[];
  /** Trying again brings the same. */
  readonly retryable = false;

  constructor(subject: string, problems: readonly ExperimentProblem[]) {
    const lines = problems.map(({ path, message }) => `\n- ${path === '' ? '' : `${path} `}${message}`);
    super(`${subject} has ${problems.length} problem${problems.length === 1 ? '' : 's'}:${lines.join('')}`);
    this.problems = problems;
  }
}

/**
 * Whether `value` is an `ExperimentError`, of this or any other copy of the package.
 *
 * @example
 * if (isExperimentError(error)) for (const { path, message } of error.problems) console.error(path, message);
 */
export function isExperimentError(value: unknown): value is ExperimentError {
  return errorCode(value) === 'SCRY_EXPERIMENT';
}
