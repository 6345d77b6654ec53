import { AsyncLocalStorage } from 'node:async_hooks';
import { observe } from '@scry/internal/observe';
import type { ArmedScenario, PointTurns } from './armed-scenario.ts';
import { ask } from './ask.ts';
import { BudgetMeter } from './budget.ts';
import type { Settings } from './chaos-options.ts';
import { disturbLater, disturbNow, isWaiting, type PlacedStep } from './disturbance.ts';
import { endingWith } from './ending-with.ts';
import type { ChaosEvent } from './events.ts';
import { type Fault, type Step, stepsOf } from './fault.ts';
import { History } from './history.ts';
import { apply, type Gate, learn, type Site } from './injection-point.ts';
import { Layer } from './layer.ts';
import { Points } from './points.ts';

/** What holds in one asynchronous scope. */
interface Scope {
  /** Those armed for this scope and the scopes around it, the outermost first. */
  readonly armed: readonly ArmedScenario[];
  /** The call that is under way in it. */
  readonly layer: Layer | undefined;
}

/** A scenario that wants to disturb a call. */
interface Hit {
  readonly armed: ArmedScenario;
  readonly turns: PointTurns;
}

/** What the scenarios say to a call. */
interface Verdict {
  /** In the order of arming. */
  readonly hits: Hit[];
  /** The names of all that decided. */
  readonly decided: string[];
  /** Those of them that the points inside this call must know. */
  readonly layered: string[];
}

const undisturbed: Verdict = { hits: [], decided: [], layered: [] };

/** Decides on calls, and disturbs those that are hit. */
export class Engine implements Gate {
  armed = 0;
  /** Those armed for the whole process, in the order of arming. */
  readonly whole: ArmedScenario[] = [];
  readonly history = new History();
  readonly meter: BudgetMeter;
  readonly #settings: Settings;
  readonly #scopes = new AsyncLocalStorage<Scope>();
  readonly points = new Points();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.meter = new BudgetMeter(settings.budget);
  }

  /** Runs a function in a scope of its own, where these scenarios are armed too. */
  runWith<R>(armed: readonly ArmedScenario[], fn: () => R): R {
    const outer = this.#scopes.getStore();
    // Without those that have ended: a loop in which each run begins the next one would grow a list.
    const around = outer?.armed.filter(({ live }) => live) ?? [];
    return this.#scopes.run({ armed: [...around, ...armed], layer: outer?.layer }, fn);
  }

  tell(event: ChaosEvent): void {
    if (this.#settings.onEvent) observe(this.#settings.onEvent, event);
  }

  isElsewhere(): boolean {
    return this.whole.length === 0 && this.#scopes.getStore() === undefined;
  }

  through(site: Site, self: unknown, args: readonly unknown[]): unknown {
    const scope = this.armed === 0 ? undefined : this.#scopes.getStore();
    if (scope === undefined && this.whole.length === 0) return call(site, self, args);
    if (!ask(this.#settings.enabled, undefined)) return call(site, self, args);
    const verdict = this.#judge(site, args, scope);
    const admitted = this.meter.admit(site.point, verdict.hits.length > 0);
    if (verdict === undisturbed) return call(site, self, args);
    const { hits, layered } = verdict;
    if (layered.length === 0) return this.#answer(site, args, hits, admitted, () => call(site, self, args));
    const layer = new Layer(layered, scope?.layer);
    const inner: Scope = { armed: scope?.armed ?? [], layer };
    const invoke = (): unknown => this.#scopes.run(inner, call, site, self, args);
    const end = (): void => {
      layer.live = false;
    };
    return endingWith(() => this.#answer(site, args, hits, admitted, invoke), end);
  }

  /** The innermost first: of scenarios with one name, it is the one that decides. */
  #judge(site: Site, args: readonly unknown[], scope: Scope | undefined): Verdict {
    let verdict = undisturbed;
    if (scope) {
      for (let index = scope.armed.length - 1; index >= 0; index--) {
        verdict = this.#consider(scope.armed[index], site, args, scope.layer, verdict);
      }
    }
    for (let index = this.whole.length - 1; index >= 0; index--) {
      verdict = this.#consider(this.whole[index], site, args, scope?.layer, verdict);
    }
    return verdict;
  }

  #consider(
    armed: ArmedScenario | undefined,
    site: Site,
    args: readonly unknown[],
    layer: Layer | undefined,
    verdict: Verdict,
  ): Verdict {
    const turns = armed?.live ? armed.turnsOf(site) : undefined;
    if (!armed || !turns) return verdict;
    const { name } = armed.scenario;
    if (verdict.decided.includes(name) || layer?.hasDecided(name) || !armed.matches(site.point, args)) return verdict;
    const hit = armed.decide(turns);
    const layered = armed.isLayered(this.points);
    if (!hit && !layered && this.armed === 1) return verdict; // the most frequent case: nothing to remember
    const noted = verdict === undisturbed ? { hits: [], decided: [], layered: [] } : verdict;
    noted.decided.push(name);
    if (hit) noted.hits.unshift({ armed, turns });
    if (layered) noted.layered.push(name);
    return noted;
  }

  #answer(
    site: Site,
    args: readonly unknown[],
    hits: readonly Hit[],
    admitted: boolean,
    invoke: () => unknown,
  ): unknown {
    const placed = admitted ? hits.flatMap((hit) => this.#place(hit, site)) : [];
    if (!admitted) for (const hit of hits) this.#skip(hit, site, 'budget');
    if (placed.length === 0) return invoke();
    const { clock } = this.#settings;
    // What slows a call down must see it begin, wherever the other faults strike.
    const isBefore = ({ step, armed }: PlacedStep): boolean =>
      step.kind === 'slowdown' || armed.scenario.at !== 'after';
    const disturbance = {
      context: { point: site.point, args },
      before: placed.filter(isBefore),
      after: placed.filter((each) => !isBefore(each)),
      async: site.async,
      clock,
      invoke,
    };
    const disturb = placed.some(({ step }) => isWaiting(step)) ? disturbLater : disturbNow;
    this.meter.active++;
    return endingWith(
      () => disturb(disturbance),
      () => {
        this.meter.active--;
      },
    );
  }

  /** Commits to a hit: rolls for its steps, counts it and tells of it. */
  #place({ armed, turns }: Hit, site: Site): PlacedStep[] {
    const { scenario, arming } = armed;
    const { point } = site;
    const { call: number } = turns;
    const rolled = rolledSteps(scenario.fault, turns);
    const steps = site.async === false ? rolled.filter((step) => !isWaiting(step)) : rolled;
    if (steps.length === 0) {
      this.#skip({ armed, turns }, site, 'synchronous');
      return [];
    }
    armed.injections++;
    turns.injections++;
    const where = { arming, point, call: number };
    const fault = steps.map(({ kind }) => kind).join('+');
    this.history.add({ scenario: scenario.name, ...where, fault });
    if (this.#settings.onEvent) this.tell({ type: 'injected', name: scenario.name, ...where, fault });
    const mark = { scenario: scenario.name, ...where, seed: this.#settings.seed };
    return steps.map((step: Step) => ({ step, armed, mark }));
  }

  #skip({ armed, turns }: Hit, { point }: Site, reason: 'budget' | 'synchronous'): void {
    armed.skipped++;
    const { name } = armed.scenario;
    if (this.#settings.onEvent) this.tell({ type: 'skipped', name, point, call: turns.call, reason });
  }
}

/** A fault that cannot be rolled, such as a distribution that throws, is the error that the call fails with. */
function rolledSteps(fault: Fault, turns: PointTurns): readonly Step[] {
  try {
    return stepsOf(fault, turns);
  } catch (error) {
    return [{ kind: 'error', make: () => error }];
  }
}

function call(site: Site, self: unknown, args: readonly unknown[]): unknown {
  const answer = apply(site.fn, self, args);
  return site.unknown ? learn(site, answer) : answer;
}
