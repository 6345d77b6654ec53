/** The terms after the first ones of Stirling's series, for x >= 10 (NIST DLMF 5.11.1). */
function stirlingRest(x: number): number {
  const inverse = 1 / (x * x);
  const terms = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];
  return terms.reduceRight((sum, term) => sum * inverse + term, 0) / x;
}

/** The logarithm of the gamma function, for x > 0. */
export function lnGamma(x: number): number {
  let product = 1;
  let shifted = x;
  for (; shifted < 10; shifted++) product *= shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    0.5 * Math.log(2 * Math.PI) +
    stirlingRest(shifted) -
    Math.log(product)
  );
}

/** ln Γ(a + b) − ln Γ(a); the difference of two logarithms of a million digits would have no digits left. */
export function lnGammaRatio(a: number, b: number): number {
  if (a < 10) return lnGamma(a + b) - lnGamma(a);
  return (a - 0.5) * Math.log1p(b / a) + b * (Math.log(a + b) - 1) + stirlingRest(a + b) - stirlingRest(a);
}

/** Q(a, x), the upper incomplete gamma function in its regularised form (NIST DLMF 8.2.4), for a > 0 and x >= 0. */
export function upperGamma(a: number, x: number): number {
  if (x === 0) return 1;
  const factor = Math.exp(a * Math.log(x) - x - lnGamma(a));
  return x < a + 1 ? 1 - factor * lowerSeries(a, x) : factor * upperFraction(a, x);
}

/** NIST DLMF 8.7.1. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** NIST DLMF 8.9.2, from the front by Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1, change = 0; Math.abs(change - 1) > Number.EPSILON; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    change = c * d;
    fraction *= change;
  }
  return fraction;
}
