import { observe } from '@scry/internal/observe';

/** What `fn` returns. Where it throws, that is reported as an observer's error is, and `otherwise` stands in. */
export function guarded<T>(fn: () => T, otherwise: T): T {
  let result = otherwise;
  observe(() => {
    result = fn();
  }, undefined);
  return result;
}
