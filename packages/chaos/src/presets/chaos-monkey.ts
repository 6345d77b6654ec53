import { aClock, checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import { type Clock, startTimer, systemClock } from '@scry/internal/clock';
import { unreferenced } from '@scry/internal/unreferenced';
import { ask } from '../ask.ts';
import type { Chaos } from '../chaos-api.ts';
import type { Disposing } from '../disposing.ts';
import { drawAt, streamKey } from '../draw.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioHandle } from '../scenario-handle.ts';

/** Whether the scenarios take turns, and when. */
export interface ChaosMonkeyOptions {
  /**
   * One scenario at a time, changed so often, chosen by the chaos's seed. Each has its time to live, `maxTtlMs`: a monkey whose
   * scenario it ends first does not go on. @default all of them together, until they are stopped or their time to live ends
   */
  readonly everyMs?: number;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
}

/** Scenarios that are armed in concert. */
export interface ChaosMonkey extends Disposing {
  stop(): void;
  /** Whether it goes on; when its scenario is switched off from outside, or by its time to live, it does not. */
  readonly active: boolean;
  /** The names of what is armed at the moment. */
  readonly scenarios: readonly string[];
}

const rules: OptionRules<ChaosMonkeyOptions> = {
  everyMs: ['number', 'a finite number > 0', (ms: number) => ms > 0 && ms < Infinity],
  clock: aClock,
};

/**
 * Arms scenarios in concert for the whole process: all together, or one after the other in an order that the seed decides.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @throws ChaosError (`SCRY_CHAOS`) where nothing may be armed.
 * @example
 * using monkey = chaosMonkey(chaos, [kafkaOutage(), databaseSlowdown()], { everyMs: 30_000 });
 */
export function chaosMonkey(
  chaos: Chaos,
  scenarios: readonly Scenario[],
  options: ChaosMonkeyOptions = {},
): ChaosMonkey {
  checkValue('chaosMonkey: scenarios', scenarios, ['object', 'a list that is not empty', isFull]);
  const { everyMs, clock = systemClock } = checkOptions('chaosMonkey', options, rules);
  const key = streamKey(chaos.seed, 'chaosMonkey');
  let round = 0;
  let armed: readonly Scenario[] = [];
  let handle: ScenarioHandle;
  let cancelTimer = (): void => {};

  function arm(): void {
    const choice = scenarios[Math.floor(drawAt(key, round++, 0) * scenarios.length)];
    armed = everyMs === undefined || choice === undefined ? scenarios : [choice];
    handle = chaos.enable(armed);
    if (everyMs !== undefined) cancelTimer = startTimer(unreferenced(clock), everyMs, change);
  }

  function change(): void {
    if (!handle.active) return;
    handle.stop();
    // Nobody catches what a timer throws: where nothing may be armed any more, that is reported, and the monkey has stopped.
    ask(() => {
      arm();
      return true;
    }, undefined);
  }

  function stop(): void {
    cancelTimer();
    handle.stop();
  }

  arm();
  return {
    stop,
    [Symbol.dispose]: stop,
    get active() {
      return handle.active;
    },
    get scenarios() {
      return handle.active ? armed.map(({ name }) => name) : [];
    },
  };
}

function isFull(list: object): boolean {
  return Array.isArray(list) && list.length > 0;
}
