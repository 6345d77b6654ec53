import { lnGamma, lnGammaRatio, upperGamma } from './gamma.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/** The probability that a chi-square variable is at least `x`. */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, x / 2);
}

/** The probability that a standard normal variable is at least `z` away from zero, on either side. */
export function normalTails(z: number): number {
  return upperGamma(0.5, (z * z) / 2);
}

/** The probability that a variable of Student's t is at least `t` away from zero, on either side. */
export function studentTails(t: number, degreesOfFreedom: number): number {
  const sum = degreesOfFreedom + t * t;
  return incompleteBeta(degreesOfFreedom / sum, (t * t) / sum, degreesOfFreedom / 2, 0.5);
}

/** The `z` with `normalTails(z) === tails`. */
export function normalQuantile(tails: number): number {
  return quantile(tails, normalTails, (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
}

/** The `t` with `studentTails(t, degreesOfFreedom) === tails`. */
export function studentQuantile(tails: number, degreesOfFreedom: number): number {
  const half = degreesOfFreedom / 2;
  const lnFactor = lnGammaRatio(half, 0.5) - lnGamma(0.5) - 0.5 * Math.log(degreesOfFreedom);
  return quantile(
    tails,
    (t) => studentTails(t, degreesOfFreedom),
    (t) => Math.exp(lnFactor - (half + 0.5) * Math.log1p((t * t) / degreesOfFreedom)),
  );
}

/** Newton's method: the tails are convex to the right of zero, so the steps from there never go too far. */
function quantile(tails: number, tailsAt: (x: number) => number, densityAt: (x: number) => number): number {
  let x = 0;
  for (;;) {
    const step = (tailsAt(x) - tails) / (2 * densityAt(x));
    if (step <= x * 1e-14) return x + step;
    x += step;
  }
}
