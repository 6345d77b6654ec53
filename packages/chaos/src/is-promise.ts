/**
 * Whether a value is a promise, of this realm or another: some test frameworks run tests in one of their own. A value that
 * does not want to be read is none.
 */
export function isPromise(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof Promise || Object.prototype.toString.call(value) === '[object Promise]';
  } catch {
    return false;
  }
}

/** Whether a value can be awaited although it is no promise. */
export function isThenable(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && 'then' in value && !isPromise(value);
  } catch {
    return false;
  }
}
