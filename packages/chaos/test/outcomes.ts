import { expect, vi } from 'vitest';
import { type Chaos, type Fault, fault, type Scenario } from '../src/index.ts';

/** A scenario that fails every call of a point, unless told otherwise. */
export function scenarioOf(changes: Partial<Scenario> = {}): Scenario {
  return { name: 'test', points: 'a', fault: fault.error('refused'), ...changes };
}

/** How a call ends, as one word: `error`, or the value it has. */
export function outcomeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch {
    return 'error';
  }
}

/** Which of a number of calls are disturbed, as a string of 0 and 1. */
export function bitsOf(chaos: Chaos, calls: number, point = 'a'): string {
  const probe = chaos.point(point, () => 0, { async: false });
  return Array.from({ length: calls }, () => (outcomeOf(probe) === 'error' ? 1 : 0)).join('');
}

/** What a promise rejects with; a promise that resolves fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`resolved with ${String(value)}`),
    (error) => error,
  );
}

/** Every event there is, in the order in which they came. */
export function recorder<E>() {
  const events: E[] = [];
  return { events, onEvent: (event: E) => void events.push(event) };
}

/** What the platform was told of errors that nobody catches; to be restored. */
export function reported() {
  return vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
}

/** How a call with this fault goes on. */
export function withFault(each: Fault): Scenario {
  return scenarioOf({ fault: each });
}
