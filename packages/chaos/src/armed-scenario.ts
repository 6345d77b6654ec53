import type { Clock } from '@scry/internal/clock';
import { ask } from './ask.ts';
import { drawAt, type StreamKey, streamKey } from './draw.ts';
import type { Site } from './injection-point.ts';
import type { Points } from './points.ts';
import { pointMatcher, type Scenario } from './scenario.ts';
import type { Turn } from './selector.ts';

/** The calls of one point under one armed scenario, counted; and the call that is being decided on. */
export class PointTurns implements Turn {
  call = 0;
  injections = 0;
  readonly point: string;
  readonly #key: StreamKey;
  readonly #armed: ArmedScenario;
  #draws = 0;

  constructor(point: string, key: StreamKey, armed: ArmedScenario) {
    this.point = point;
    this.#key = key;
    this.#armed = armed;
  }

  get elapsedMs(): number {
    return this.#armed.elapsedMs;
  }

  next(): void {
    this.call++;
    this.#draws = 0;
  }

  random(): number {
    return drawAt(this.#key, this.call, this.#draws++);
  }
}

/** A scenario from the time that it is armed until it is not. */
export class ArmedScenario {
  readonly scenario: Scenario;
  /** How often a scenario of this name has been armed, this time included. */
  readonly arming: number;
  /** What is called when the scenario ends: calls that hang wait for it. */
  readonly hanging = new Set<() => void>();
  live = true;
  calls = 0;
  injections = 0;
  skipped = 0;
  readonly #concerns: (point: string) => boolean;
  readonly #seed: string;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #timed: boolean;
  readonly #turns = new Map<string, PointTurns | undefined>();
  #lastSite: Site | undefined;
  #lastTurns: PointTurns | undefined;
  #countedAt = 0;
  #layered = false;

  constructor(scenario: Scenario, arming: number, seed: string, clock: Clock) {
    this.scenario = scenario;
    this.arming = arming;
    this.#concerns = pointMatcher(scenario.points);
    this.#seed = seed;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#timed = scenario.afterMs !== undefined || scenario.durationMs !== undefined;
  }

  get elapsedMs(): number {
    return this.#clock.now() - this.#startedAt;
  }

  /** The counter of a point's calls; `undefined` for a point that the scenario does not concern. */
  turnsOf(site: Site): PointTurns | undefined {
    // Looking the name up takes longer than all else about a call that is not hit.
    if (site !== this.#lastSite) {
      this.#lastSite = site;
      this.#lastTurns = this.#turnsAt(site.point);
    }
    return this.#lastTurns;
  }

  #turnsAt(point: string): PointTurns | undefined {
    const known = this.#turns.get(point);
    if (known || this.#turns.has(point)) return known;
    const key = streamKey(this.#seed, this.scenario.name, String(this.arming), point);
    const turns = this.#concerns(point) ? new PointTurns(point, key, this) : undefined;
    this.#turns.set(point, turns);
    return turns;
  }

  /** Whether this is a call of the scenario at all. */
  matches(point: string, args: readonly unknown[]): boolean {
    const { match } = this.scenario;
    return match === undefined || ask(match, { point, args });
  }

  /** Whether a call may pass more than one function that the scenario concerns. */
  isLayered(points: Points): boolean {
    if (this.#countedAt !== points.version) {
      this.#countedAt = points.version;
      this.#layered = points.count(this.#concerns) > 1;
    }
    return this.#layered;
  }

  /** Counts a call, and decides on it. */
  decide(turns: PointTurns): boolean {
    const { when, times = Infinity } = this.scenario;
    this.calls++;
    turns.next();
    if (this.#timed && !this.#inTime()) return false;
    if (when !== undefined && !ask(when, turns)) return false;
    return turns.injections < times;
  }

  #inTime(): boolean {
    const { afterMs = 0, durationMs = Infinity } = this.scenario;
    const elapsedMs = this.elapsedMs - afterMs;
    return elapsedMs >= 0 && elapsedMs < durationMs;
  }
}
