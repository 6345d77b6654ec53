import { lnGamma, lnGammaRatio } from './gamma.ts';

/**
 * I_x(a, b), the incomplete beta function in its regularised form (NIST DLMF 8.17). `y` is 1 − x, which the caller may know
 * to more digits than the subtraction has.
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a);
  if (x === 0) return 0;
  const lnX = y < 0.5 ? Math.log1p(-y) : Math.log(x);
  const lnY = x < 0.5 ? Math.log1p(-x) : Math.log(y);
  const [large, small] = a > b ? [a, b] : [b, a];
  const factor = Math.exp(a * lnX + b * lnY + lnGammaRatio(large, small) - lnGamma(small));
  return (factor / a) * fraction(x, a, b);
}

/** NIST DLMF 8.17.22, from the front by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1, change = 0; Math.abs(change - 1) > 2 * Number.EPSILON; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    result *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    change = c * d;
    result *= change;
  }
  return result;
}
