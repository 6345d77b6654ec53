import type { Injection } from './events.ts';

const longest = 10_000;

/** The last 10,000 injections. */
export class History {
  readonly #kept: Injection[] = [];
  #next = 0;

  add(injection: Injection): void {
    this.#kept[this.#next] = injection;
    this.#next = (this.#next + 1) % longest;
  }

  /** By scenario, arming, point and call: so that two runs with one seed read alike, however their calls were interleaved. */
  list(): readonly Injection[] {
    return this.#kept.toSorted(
      (a, b) => compare(a.scenario, b.scenario) || a.arming - b.arming || compare(a.point, b.point) || a.call - b.call,
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
