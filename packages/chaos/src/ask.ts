import { observe } from '@scry/internal/observe';

/** What the user's function answers. One that throws says no, and its error is reported as an observer's is. */
export function ask<A>(question: (about: A) => boolean, about: A): boolean {
  try {
    return question(about);
  } catch (error) {
    observe(() => {
      throw error;
    }, undefined);
    return false;
  }
}
