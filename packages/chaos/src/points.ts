/** The injection points that there are, and how many functions stand at each. */
export class Points {
  /** Grows with each function. */
  version = 0;
  readonly #functions = new Map<string, number>();

  add(point: string): void {
    this.version++;
    this.#functions.set(point, (this.#functions.get(point) ?? 0) + 1);
  }

  /** How many functions stand at the points of which this is true. */
  count(concerns: (point: string) => boolean): number {
    let sum = 0;
    for (const [point, functions] of this.#functions) if (concerns(point)) sum += functions;
    return sum;
  }
}
