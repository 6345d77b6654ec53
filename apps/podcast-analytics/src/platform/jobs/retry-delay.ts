import { jobDelays } from '../../scry/retry.ts';

const longestAskedMs = 3_600_000;

/**
 * How long a job rests after a try that failed; undefined where it is not to be tried again. An error may say so itself, by
 * `retryable: false`, or ask for more time, by `retryAfterMs`: those of the @scry packages do.
 */
export function retryDelay(error: unknown, attempt: number, attempts: number, random: number): number | undefined {
  if (attempt >= attempts || field(error, 'retryable') === false) return undefined;
  const planned = jobDelays[Math.min(attempt, jobDelays.length) - 1] ?? 0;
  const asked = field(error, 'retryAfterMs');
  const atLeast = typeof asked === 'number' && asked > 0 ? Math.min(asked, longestAskedMs) : 0;
  return Math.max(planned * (0.5 + random / 2), atLeast);
}

function field(error: unknown, name: 'retryable' | 'retryAfterMs'): unknown {
  return typeof error === 'object' && error !== null && name in error
    ? (error as Record<string, unknown>)[name] // `in` has just found it
    : undefined;
}
