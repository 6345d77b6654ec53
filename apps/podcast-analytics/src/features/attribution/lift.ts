/** How many of a group converted. */
export interface Group {
  readonly size: number;
  readonly converted: number;
}

export interface Interval {
  /** Of the rates, the first less the second. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** `relative` is the difference in proportion to the rate of the control group. */
export type Lift =
  | ({ readonly state: 'known'; readonly relative: number } & Interval)
  | { readonly state: 'not-enough-data' };

/** Below either of them an interval says little more than that it is wide. */
export const leastGroup = 100;
export const leastConverted = 10;

/** The 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054;

/** How much more of those who were exposed converted than of those who were not. */
export function liftOf(exposed: Group, control: Group): Lift {
  for (const { size, converted } of [exposed, control]) {
    if (size < leastGroup || converted < leastConverted) return { state: 'not-enough-data' };
  }
  const interval = differenceOf(exposed, control);
  return { state: 'known', ...interval, relative: interval.difference / rateOf(control) };
}

/**
 * The difference of two proportions with its 95 % interval: the hybrid score interval without continuity correction
 * (R. G. Newcombe, Interval estimation for the difference between independent proportions: comparison of eleven methods,
 * Statistics in Medicine 17 (1998), 873-890, method 10).
 */
export function differenceOf(one: Group, other: Group): Interval {
  const [p1, p2] = [rateOf(one), rateOf(other)];
  const [ofOne, ofOther] = [wilson(one), wilson(other)];
  const difference = p1 - p2;
  return {
    difference,
    low: difference - Math.hypot(p1 - ofOne.low, ofOther.high - p2),
    high: difference + Math.hypot(ofOne.high - p1, p2 - ofOther.low),
  };
}

function rateOf({ size, converted }: Group): number {
  return converted / size;
}

/**
 * The score interval of one proportion (E. B. Wilson, Probable inference, the law of succession, and statistical inference,
 * Journal of the American Statistical Association 22 (1927), 209-212).
 */
function wilson(group: Group): { readonly low: number; readonly high: number } {
  const { size } = group;
  const p = rateOf(group);
  const centre = p + (z * z) / (2 * size);
  const spread = z * Math.sqrt((p * (1 - p)) / size + (z * z) / (4 * size * size));
  const scale = 1 + (z * z) / size;
  return { low: (centre - spread) / scale, high: (centre + spread) / scale };
}

export const howLifted =
  'Households (network addresses, by the month) that heard the campaign within its flight are compared with those that heard other ' +
  'episodes of the network meanwhile. A household converted if it did so within the window after its first such download; purchases ' +
  'that only a promo code tells of are left out. The interval is the hybrid score interval of Newcombe (1998) at 95 %; it is told from ' +
  `${leastGroup} households and ${leastConverted} conversions in each group on.`;
