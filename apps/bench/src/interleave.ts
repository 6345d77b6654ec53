// Times contestants in turn, block by block, so that the load of the machine falls on all of them alike.

export interface Contestant {
  readonly name: string;
  /** Does the work so many times, and returns a number that all contestants must agree on. */
  block(iterations: number): Promise<number>;
}

export interface Timing {
  /** Of one iteration, the median over the rounds. */
  readonly ns: number;
  /** Half of the rounds lie within this share of the median. */
  readonly spread: number;
  /** Against the first contestant, the median of the ratios within each round. */
  readonly ratio: number;
}

export interface Rounds {
  readonly rounds: number;
  readonly iterations: number;
  /** Rounds before the first that counts: code is compiled in them. */
  readonly warmup: number;
  readonly now?: () => number;
}

export async function interleave(
  contestants: readonly Contestant[],
  { rounds, iterations, warmup, now = () => performance.now() }: Rounds,
): Promise<Map<string, Timing>> {
  const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -warmup; round < rounds; round++) {
    // Whoever runs first in a round finds the heap that the round before left: so the order alternates.
    const order = round % 2 === 0 ? contestants : contestants.toReversed();
    for (const { name, block } of order) {
      const start = now();
      const sum = await block(iterations);
      const elapsed = now() - start;
      if (sum !== iterations) throw new Error(`${name} must return ${iterations}, got ${sum}`);
      if (round >= 0) times.get(name)?.push((elapsed * 1e6) / iterations);
    }
  }
  const floor = times.get(contestants[0]?.name ?? '') ?? [];
  return new Map([...times].map(([name, each]) => [name, timingOf(each, floor)]));
}

function timingOf(times: readonly number[], floor: readonly number[]): Timing {
  const ns = median(times);
  return {
    ns,
    spread: (quantile(times, 0.75) - quantile(times, 0.25)) / ns,
    ratio: median(times.map((time, round) => time / (floor[round] ?? Number.NaN))),
  };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** A loop of its own for each contestant: one that they shared would be compiled for all of them, and so for none. */
export function loopOf(run: () => Promise<number>): Contestant['block'] {
  const compile = new Function(
    'run',
    'return async function block(n) { let sum = 0; for (let i = 0; i < n; i++) sum += await run(); return sum; }',
  );
  return compile(run);
}
