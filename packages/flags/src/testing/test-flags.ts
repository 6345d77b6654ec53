import { createFlags } from '../create-flags.ts';
import type { Declarations, Definitions, Values } from '../definitions.ts';
import type { Flags } from '../flags.ts';

/** Flags whose values a test says. */
export interface TestFlags<D extends Declarations> extends Flags<D> {
  /** Gives flags other values from now on; the others keep theirs. */
  set(values: Partial<Values<D>>): void;
}

/**
 * Flags of their own for each test, with no document, no source and no environment: the values given, and the declared fallbacks
 * for the rest.
 *
 * @throws TypeError or RangeError for a flag that is not declared, or a value that it cannot have.
 * @example
 * const flags = testFlags(definitions, { newDashboard: true });
 * flags.on('newDashboard'); // true
 */
export function testFlags<D extends Declarations>(
  definitions: Definitions<D>,
  values: Partial<Values<D>> = {},
): TestFlags<D> {
  const given = new Map<string, unknown>();
  const flags = createFlags({
    definitions,
    overrides: [{ name: 'test', get: (key) => given.get(key) }],
  });

  function set(next: Partial<Values<D>>): void {
    for (const [key, value] of Object.entries(next)) {
      if (!Object.hasOwn(definitions.declarations, key)) {
        const known = Object.keys(definitions.declarations).join(', ');
        throw new RangeError(`testFlags: ${key} must be one of ${known}`);
      }
      const before = given.get(key);
      given.set(key, value);
      if (flags.details(key).reason === 'OVERRIDE') continue;
      given.set(key, before);
      throw new TypeError(`testFlags: ${key} must be a value that the flag may have, got ${JSON.stringify(value)}`);
    }
  }

  set(values);
  return { ...flags, set };
}
