import { createFakeClock } from '@scry/internal/fake-clock';
import { vi } from 'vitest';
import { createChaos, type Fault } from '../src/index.ts';
import { withFault } from './outcomes.ts';

/** A call under a fault, on a clock that the test moves, and how it went. */
export function disturbed(each: Fault, call: () => unknown = async () => 'real', args: unknown[] = []) {
  const clock = createFakeClock();
  const chaos = createChaos({ clock });
  const made = vi.fn(call);
  const handle = chaos.enable(withFault(each));
  const promise = Promise.resolve(chaos.point('a', (..._args: unknown[]) => made(), { async: true })(...args));
  const end = { at: Number.NaN, outcome: undefined as unknown };
  const note = (outcome: unknown): void => void Object.assign(end, { at: clock.now(), outcome });
  promise.then(note, note);
  return { clock, chaos, handle, made, end };
}
