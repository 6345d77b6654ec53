/** Of an odd number of values the middle one, of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = sorted.slice(sorted.length % 2 === 0 ? middle - 1 : middle, middle + 1);
  return (Number(low) + Number(high ?? low)) / 2;
}

/** How far a count is from those of the past. */
export interface Deviation {
  readonly median: number;
  /** The median absolute deviation. */
  readonly mad: number;
  readonly score: number;
}

/**
 * The modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, ASQC 1993): 0.6745 × (x − median) / MAD, with
 * 3.5 as their limit. Counts vary by the root of their mean even where nothing changes (Poisson), so the deviation is taken
 * for no smaller; without that, a past of equal days would make any other count infinitely unusual.
 */
export function deviation(count: number, past: readonly number[]): Deviation {
  const middle = median(past);
  const mad = median(past.map((each) => Math.abs(each - middle)));
  const scale = Math.max(mad / 0.6745, Math.sqrt(Math.max(middle, 1)));
  return { median: middle, mad, score: (count - middle) / scale };
}

/**
 * The chance of `count` events or more where `mean` are expected (Poisson, Recherches sur la probabilité des jugements, 1837).
 * Summed from `count` upwards, so that a small tail keeps its digits.
 */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1;
  let logFactorial = 0;
  for (let i = 2; i <= count; i++) logFactorial += Math.log(i);
  let term = Math.exp(count * Math.log(mean) - mean - logFactorial);
  let sum = 0;
  for (let i = count; term > sum * 1e-12 || i < mean; i++) {
    sum += term;
    term *= mean / (i + 1);
  }
  return Math.min(1, sum);
}
