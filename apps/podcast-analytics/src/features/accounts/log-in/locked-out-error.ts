import { RequestError } from '../../../platform/http/request-error.ts';

/** Too many wrong tries. It says nothing of whether there is such an account. */
export class LockedOutError extends RequestError {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super(429, 'locked-out', `Too many wrong tries: try again in ${inWords(waitMs)}.`);
    this.waitMs = waitMs;
  }
}

function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
}
