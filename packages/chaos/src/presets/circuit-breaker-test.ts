import { checkOptions, type OptionRules } from '@scry/internal/check-options';
import type { Chaos } from '../chaos-api.ts';
import { fault } from '../fault.ts';
import { aScenarioName, type CallContext, type Scenario, somePoints } from '../scenario.ts';

/** Which calls fail before a breaker, and with what. */
export interface CircuitBreakerTestOptions {
  /** Stands in events, errors and metrics. @default 'circuitBreakerTest' */
  readonly name?: string;
  /** The one injection point that the breaker guards. @default 'breaker' */
  readonly points?: Scenario['points'];
  /** How many calls fail before all others pass. @default 5 */
  readonly failures?: number;
  /** What they fail with. @default a refused connection */
  readonly error?: (call: CallContext) => unknown;
}

/** Any circuit breaker, such as that of `@scry/breaker`. */
export interface BreakerLike {
  run<T>(operation: () => Promise<T>): Promise<T>;
  readonly state: string;
}

/** A scenario that fails exactly so many calls, and counts. */
export interface CircuitBreakerScenario extends Scenario {
  /** Calls that came through the breaker. */
  readonly calls: number;
  /** Those that failed. */
  readonly failures: number;
  /** Those that passed. */
  readonly successes: number;
  /**
   * Drives a closed breaker until it is closed again: fails its calls until it opens, waits until it lets a call pass, and succeeds
   * until it closes. Resolves with the states in which it was, in their order.
   *
   * @throws what the breaker rejects with, when it neither opens within `failures` calls nor closes within 100 successes.
   */
  drive(chaos: Chaos, breaker: BreakerLike, waitUntilHalfOpen: () => unknown): Promise<readonly string[]>;
}

const rules: OptionRules<CircuitBreakerTestOptions> = {
  name: aScenarioName,
  points: somePoints,
  failures: ['number', 'an integer >= 0', (n: number) => n >= 0 && Number.isInteger(n)],
  error: ['function', 'a function'],
};
const mostSuccesses = 100;

/**
 * The first calls fail, exactly so many of them, and all others pass: what a circuit breaker is tested with.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const test = circuitBreakerTest({ failures: 5 });
 * const states = await test.drive(chaos, breaker, () => clock.advance(30_000));
 */
export function circuitBreakerTest(options: CircuitBreakerTestOptions = {}): CircuitBreakerScenario {
  const given = checkOptions('circuitBreakerTest', options, rules);
  const { name = 'circuitBreakerTest', points = 'breaker', failures = 5, error = 'refused' } = given;
  const count = { calls: 0, failures: 0 };
  const scenario: Scenario = {
    name,
    points,
    fault: fault.error(error),
    when({ call }) {
      count.calls++;
      if (call > failures) return false;
      count.failures++;
      return true;
    },
  };
  // Not enumerable: a scenario has no options of these names.
  return Object.defineProperties(scenario, {
    calls: { get: () => count.calls },
    failures: { get: () => count.failures },
    successes: { get: () => count.calls - count.failures },
    drive: {
      value: (chaos: Chaos, breaker: BreakerLike, waitUntilHalfOpen: () => unknown) =>
        chaos.run({ ...scenario, points: name }, () =>
          drive(chaos.point(name, succeed), breaker, failures, waitUntilHalfOpen),
        ),
    },
    // The four properties above are those that the type adds.
  }) as CircuitBreakerScenario;
}

async function drive(
  operation: () => Promise<void>,
  breaker: BreakerLike,
  failures: number,
  waitUntilHalfOpen: () => unknown,
): Promise<readonly string[]> {
  const states = [breaker.state];
  const note = (): void => {
    if (states.at(-1) !== breaker.state) states.push(breaker.state);
  };
  for (let call = 0; call < failures; call++) {
    await breaker.run(operation).catch(() => {});
    note();
  }
  await waitUntilHalfOpen();
  note();
  for (let call = 0; call < mostSuccesses && breaker.state !== 'closed'; call++) {
    await breaker.run(operation);
    note();
  }
  return states;
}

async function succeed(): Promise<void> {}
