import type { ChaosState } from './chaos-state.ts';
import type { AsyncDisposing } from './disposing.ts';
import type { Injection } from './events.ts';
import type { MethodsOf } from './instrumented.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioHandle } from './scenario-handle.ts';

/** Faults for the injection points that were made with it. */
export interface Chaos extends AsyncDisposing {
  /**
   * Makes an injection point of a function. While nothing is armed it costs one comparison and returns the very same promise.
   *
   * @throws TypeError or RangeError when an argument is wrong.
   */
  point<F extends (...args: never[]) => unknown>(name: string, fn: F, options?: PointOptions): F;
  /**
   * The client, with an injection point at each of the methods named; the client itself stays as it is.
   *
   * @throws TypeError or RangeError when an argument is wrong.
   */
  instrument<T extends object>(client: T, points: Partial<Record<MethodsOf<T>, string>>): T;
  /**
   * Arms scenarios for the whole process, until the handle is stopped or disposed of, or its time to live ends.
   *
   * @throws ChaosError (`SCRY_CHAOS`) where nothing may be armed; TypeError or RangeError when a scenario or an option is wrong.
   */
  enable(scenario: Scenario | readonly Scenario[], options?: EnableOptions): ScenarioHandle;
  /**
   * Arms scenarios for what the function does, and for nothing else in the process, until it has ended.
   *
   * @throws ChaosError (`SCRY_CHAOS`) where nothing may be armed; TypeError or RangeError when an argument is wrong.
   */
  run<R>(scenario: Scenario | readonly Scenario[], fn: () => R): R;
  /** Switches everything off at once, and lets go of what hangs. @throws TypeError when the reason is no text. */
  kill(reason: string): void;
  /** What is armed, and what it does at the moment. */
  snapshot(): ChaosState;
  /** The last 10,000 injections, by scenario, arming, point and call. */
  history(): readonly Injection[];
  readonly seed: string;
  /** How many scenarios are armed. */
  readonly armed: number;
}

/** What an injection point cannot see of its function. */
export interface PointOptions {
  /** Whether the function answers with promises. @default true for an async function, else as it answers when it is called */
  readonly async?: boolean;
}

/** For how long scenarios are armed, and as which arming. */
export interface EnableOptions {
  /** How long the scenarios may stay armed. @default maxTtlMs */
  readonly ttlMs?: number;
  /** Which arming of the scenarios it counts as, so that a history comes again with its chances. @default the next one */
  readonly arming?: number;
}
