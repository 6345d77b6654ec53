import { aFunction, aString, checkOptions, checkValue, type OptionRule } from '@scry/internal/check-options';
import { type Arming, Armory } from './armory.ts';
import { ask } from './ask.ts';
import type { Chaos, PointOptions } from './chaos-api.ts';
import { ChaosError, type RefusalReason } from './chaos-error.ts';
import { type ChaosOptions, readSettings } from './chaos-options.ts';
import { scenarioStates } from './chaos-state.ts';
import { endingWith } from './ending-with.ts';
import { Engine } from './engine.ts';
import { type AnyFunction, injectionPoint, siteOf } from './injection-point.ts';
import { instrumented } from './instrumented.ts';
import { isThenable } from './is-promise.ts';
import { isLocked } from './production-lock.ts';
import { readScenarios, type Scenario } from './scenario.ts';
import { scenarioHandle } from './scenario-handle.ts';

/**
 * Creates a chaos: injection points, and the scenarios that are armed for them. It does nothing by itself.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const chaos = createChaos({ seed: 42 });
 * const publish = chaos.point('kafka.publish', (message: string) => producer.send(message));
 * using outage = chaos.enable(kafkaOutage({ probability: 0.5 }));
 */
export function createChaos(options: ChaosOptions = {}): Chaos {
  const settings = readSettings(options);
  const { clock, seed, killSwitch, maxTtlMs } = settings;
  const engine = new Engine(settings);
  const armory = new Armory(engine, settings, () => armory.endAll('killed', 'the kill switch was thrown'));
  let disposed = false;

  function refusal(): RefusalReason | undefined {
    if (disposed) return 'disposed';
    if (killSwitch?.aborted) return 'killed';
    if (!ask(settings.enabled, undefined)) return 'disabled';
    return isLocked(settings.allowInProduction) ? 'production' : undefined;
  }

  function arm(given: readonly Scenario[], scope: Arming['scope'], ttlMs = maxTtlMs, nth?: number): Arming {
    const reason = refusal();
    if (reason) throw new ChaosError(reason);
    return armory.arm(given, scope, ttlMs, nth);
  }

  function point<F extends (...args: never[]) => unknown>(name: string, fn: F, pointOptions: PointOptions = {}): F {
    checkValue('point: name', name, ['string', 'a string that is not empty', (given: string) => given !== '']);
    checkValue('point: fn', fn, aFunction);
    const { async } = checkOptions('point', pointOptions, { async: ['boolean', 'a boolean'] });
    engine.points.add(name);
    // The wrapper has the type of what it wraps: it takes and returns the same.
    return injectionPoint(engine, siteOf(name, fn as unknown as AnyFunction, async)) as unknown as F;
  }

  return {
    seed,
    get armed() {
      return engine.armed;
    },
    point,
    instrument: (client, points) => instrumented(client, points, point),
    enable(scenario, enableOptions = {}) {
      const scenarios = readScenarios('enable', scenario);
      const { ttlMs, arming } = checkOptions('enable', enableOptions, { ttlMs: ttlRule(maxTtlMs), arming: anArming });
      return scenarioHandle(arm(scenarios, 'process', ttlMs, arming));
    },
    run(scenario, fn) {
      const scenarios = readScenarios('run', scenario);
      checkValue('run: fn', fn, aFunction);
      const arming = arm(scenarios, 'scope');
      const inScope = (): unknown => engine.runWith(arming.armed, () => followed(fn()));
      // A promise that follows the one of fn has its type.
      return endingWith(inScope, () => arming.end('ended')) as ReturnType<typeof fn>;
    },
    kill(reason) {
      checkValue('kill: reason', reason, aString);
      armory.endAll('killed', reason);
    },
    snapshot: () => ({
      seed,
      scenarios: armory.current.flatMap((arming) => scenarioStates(arming, clock.now())),
      disturbing: engine.meter.active,
    }),
    history: () => engine.history.list(),
    async [Symbol.asyncDispose]() {
      disposed = true;
      armory.endAll('disposed');
    },
  };
}

const anArming: OptionRule = ['number', 'an integer >= 1', (n: number) => n >= 1 && Number.isInteger(n)];

function ttlRule(maxTtlMs: number): OptionRule {
  const expected = `a number > 0, and at most maxTtlMs, which is ${maxTtlMs}`;
  return ['number', expected, (ms: number) => ms > 0 && ms <= maxTtlMs];
}

/** What can be awaited becomes a promise, so that the end of it is seen. */
function followed(answer: unknown): unknown {
  return isThenable(answer) ? Promise.resolve(answer) : answer;
}
