import { reportError } from './report-error.ts';

/** What the user's function answers. One that throws says no, and its error is reported as an observer's is. */
export function ask<A>(question: (about: A) => boolean, about: A): boolean {
  try {
    return question(about);
  } catch (error) {
    reportError(error);
    return false;
  }
}
