import { expect } from 'vitest';
import { createChaos, fault } from '../src/index.ts';
import { fieldByField } from './field-by-field.ts';
import { rejection, scenarioOf } from './outcomes.ts';

/** Injects an error where the client would be called, and compares it with the real one, field by field. */
export async function expectEqual(real: unknown, make: () => unknown): Promise<void> {
  const chaos = createChaos();
  using _armed = chaos.enable(scenarioOf({ fault: fault.error(make) }));
  const injected = await rejection(chaos.point('a', async () => 'real')());
  expect(real).toBeInstanceOf(Error);
  expect(fieldByField(injected)).toEqual(fieldByField(real));
}
