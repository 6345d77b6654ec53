// Shared between all copies of the package in a process, ES module and CommonJS.
const mark = Symbol.for('@scry/rbac/guard');

/** Makes a handler known as a guard to `assertAllGuarded`. */
export function markGuard<F extends object>(handler: F): F {
  return Object.defineProperty(handler, mark, { value: true });
}

export function isGuard(handler: unknown): boolean {
  return typeof handler === 'function' && mark in handler;
}
