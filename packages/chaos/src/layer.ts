/**
 * A call that is under way, and the scenarios that have decided on it: calls inside it to other points are layers of the same
 * call, and are not decided on once more.
 */
export class Layer {
  /** Until the call has its answer: what it started and left running is no part of it. */
  live = true;
  readonly #names: readonly string[];
  readonly #outer: Layer | undefined;

  constructor(names: readonly string[], outer: Layer | undefined) {
    this.#names = names;
    this.#outer = outer?.live ? outer : undefined; // else a loop that goes on for ever would grow a chain
  }

  hasDecided(name: string): boolean {
    return (this.live && this.#names.includes(name)) || (this.#outer?.hasDecided(name) ?? false);
  }
}
