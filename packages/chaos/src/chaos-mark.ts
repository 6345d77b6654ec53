/** Who injected an error: stands on it as `error.chaos`, which no serializer and no comparison sees. */
export interface ChaosMark {
  readonly scenario: string;
  readonly point: string;
  /** Which arming of the scenario it was: 1, 2, … */
  readonly arming: number;
  /** Which call of the point it was since then: 1, 2, … */
  readonly call: number;
  readonly seed: string;
}

/** Puts the mark on an error; what cannot carry one stays as it is. */
export function markInjected(error: unknown, mark: ChaosMark): void {
  if (typeof error !== 'object' || error === null) return;
  Reflect.defineProperty(error, 'chaos', { value: mark, enumerable: false, configurable: true, writable: true });
}

/**
 * Who injected an error, or `undefined` for a real one.
 *
 * @example
 * if (injectedBy(error)) logger.info({ chaos: injectedBy(error) }, 'a drill, not an incident');
 */
export function injectedBy(error: unknown): ChaosMark | undefined {
  try {
    if (typeof error !== 'object' || error === null || !('chaos' in error)) return undefined;
    const { chaos } = error;
    // Whatever has the fields of a mark is one, also of another copy of the package.
    return typeof chaos === 'object' && chaos !== null && 'scenario' in chaos ? (chaos as ChaosMark) : undefined;
  } catch {
    return undefined;
  }
}
