import { observe } from '@scry/internal/observe';

/** Tells the platform of an error that nobody waits for, as of what an observer throws. */
export function reportError(error: unknown): void {
  observe(() => {
    throw error;
  }, undefined);
}
