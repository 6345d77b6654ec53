/** The four models once more, in fractions of big integers and without a shortcut: it shares no code with what it checks. */
export interface NaiveExposure {
  readonly key: string;
  readonly time: number;
}

type NaiveModel = 'first' | 'last' | 'linear' | 'time-decay';

/**
 * Shares of a whole number that are as near to the exact ones as whole numbers can be: one is given at a time to whoever lacks most
 * of what is theirs.
 */
export function naiveShares(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  const owed = weights.map((weight) => BigInt(total) * BigInt(weight));
  const shares = owed.map((each) => each / sum);
  const lacks = (n: number) => (owed[n] ?? 0n) - (shares[n] ?? 0n) * sum;
  while (shares.reduce((all, each) => all + each, 0n) < BigInt(total)) {
    let most = 0;
    for (let n = 1; n < shares.length; n++) if (lacks(n) > lacks(most)) most = n;
    shares[most] = (shares[most] ?? 0n) + 1n;
  }
  return shares.map(Number);
}

/** Who gets what of a conversion: micro-credits and value by the key of the exposure. */
export function naiveAttribution(
  model: NaiveModel,
  exposures: readonly NaiveExposure[],
  conversion: { readonly time: number; readonly valueMinor: number },
  windowDays: number,
): Map<string, { micros: number; valueMinor: number }> {
  const inWindow: NaiveExposure[] = [];
  for (const exposure of exposures) {
    if (exposure.time > conversion.time) continue;
    if (exposure.time < conversion.time - windowDays * 24 * 60 * 60 * 1000) continue;
    inWindow.push(exposure);
  }
  inWindow.sort((a, b) => (a.time === b.time ? (a.key < b.key ? -1 : 1) : a.time < b.time ? -1 : 1));
  const result = new Map<string, { micros: number; valueMinor: number }>();
  if (inWindow.length === 0) return result;
  const weights = inWindow.map(({ time }, n) => {
    if (model === 'first') return n === 0 ? 1 : 0;
    if (model === 'last') return n === inWindow.length - 1 ? 1 : 0;
    if (model === 'linear') return 1;
    const days = (conversion.time - time) / 86_400_000;
    return Math.round(0.5 ** (days / 7) * 4_503_599_627_370_496);
  });
  const micros = naiveShares(1_000_000, weights);
  const values = naiveShares(conversion.valueMinor, micros);
  for (const [n, { key }] of inWindow.entries()) {
    if (micros[n]) result.set(key, { micros: micros[n] ?? 0, valueMinor: values[n] ?? 0 });
  }
  return result;
}
