import { startTimer } from '@scry/internal/clock';
import { unreferenced } from '@scry/internal/unreferenced';
import { ArmedScenario } from './armed-scenario.ts';
import type { Settings } from './chaos-options.ts';
import type { Engine } from './engine.ts';
import type { DisarmReason } from './events.ts';
import type { Scenario } from './scenario.ts';

/** Scenarios that were armed together, and end together. */
export interface Arming {
  readonly armed: readonly ArmedScenario[];
  readonly scope: 'process' | 'scope';
  readonly endsAt: number;
  /** Ends them, last in, first out. Once ended they stay so. */
  end(reason: DisarmReason, detail?: string): void;
}

/** What is armed, and how it ends. */
export class Armory {
  readonly #engine: Engine;
  readonly #settings: Settings;
  /** In the order of arming. */
  readonly #current = new Set<Arming>();
  /** How often each name has been armed: every arming has chances of its own. */
  readonly #times = new Map<string, number>();
  readonly #onKillSwitch: () => void;

  constructor(engine: Engine, settings: Settings, onKillSwitch: () => void) {
    this.#engine = engine;
    this.#settings = settings;
    this.#onKillSwitch = onKillSwitch;
  }

  get current(): readonly Arming[] {
    return [...this.#current];
  }

  arm(scenarios: readonly Scenario[], scope: Arming['scope'], ttlMs: number, nth?: number): Arming {
    const { clock, seed, killSwitch } = this.#settings;
    const armed = scenarios.map((each) => new ArmedScenario(each, nth ?? this.#nextTime(each.name), seed, clock));
    // The way back stands before the way in is taken.
    const cancelTimer = startTimer(unreferenced(clock), ttlMs, () => arming.end('expired'));
    const arming: Arming = {
      armed,
      scope,
      endsAt: clock.now() + ttlMs,
      end: (reason, detail) => {
        if (!this.#current.delete(arming)) return;
        cancelTimer();
        if (this.#current.size === 0) killSwitch?.removeEventListener('abort', this.#onKillSwitch);
        for (const each of armed.toReversed()) this.#disarm(each, reason, detail);
      },
    };
    if (this.#current.size === 0) killSwitch?.addEventListener('abort', this.#onKillSwitch);
    this.#current.add(arming);
    this.#engine.armed += armed.length;
    if (scope === 'process') this.#engine.whole.push(...armed);
    for (const { scenario } of armed) this.#engine.tell({ type: 'armed', name: scenario.name, scope, ttlMs, seed });
    return arming;
  }

  endAll(reason: DisarmReason, detail?: string): void {
    for (const arming of this.current.toReversed()) arming.end(reason, detail);
  }

  #disarm(armed: ArmedScenario, reason: DisarmReason, detail?: string): void {
    const { whole } = this.#engine;
    armed.live = false;
    this.#engine.armed--;
    if (whole.includes(armed)) whole.splice(whole.indexOf(armed), 1);
    for (const release of [...armed.hanging]) release();
    const { scenario, calls, injections } = armed;
    const said = detail === undefined ? {} : { detail };
    this.#engine.tell({ type: 'disarmed', name: scenario.name, reason, ...said, calls, injections });
  }

  #nextTime(name: string): number {
    const times = (this.#times.get(name) ?? 0) + 1;
    this.#times.set(name, times);
    return times;
  }
}
