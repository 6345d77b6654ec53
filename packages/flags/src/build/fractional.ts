import { checkValue, type OptionRule } from '@scry/internal/check-options';
import type { Json, JsonObject } from '../json.ts';

export const aPercentage: OptionRule = [
  'number',
  'a number from 0 to 100 with at most 3 decimals',
  (percent: number) => percent >= 0 && percent <= 100 && hasFewDecimals(percent),
];

export const aWeight: OptionRule = [
  'number',
  'a number from 0 to 1000000 with at most 3 decimals',
  (weight: number) => weight >= 0 && weight <= 1_000_000 && hasFewDecimals(weight),
];

/** The text that a unit is hashed as: what stands before it makes one roll-out independent of another. */
export function seed(unit: string, ...parts: readonly Json[]): JsonObject {
  return { cat: [...parts, { var: unit }] };
}

/** Without the unit, everybody would be hashed as the same nobody. */
export function unitIsThere(unit: string): JsonObject {
  return { '!!': [{ var: unit }] };
}

export function fractional(
  seedOfUnit: JsonObject | undefined,
  shares: readonly (readonly [string, Json])[],
): JsonObject {
  return { fractional: seedOfUnit ? [seedOfUnit, ...shares] : shares };
}

/** Weights of flagd are integers; only their ratio counts, so that 25 of 100 and 25000 of 100000 are the same units. */
export function integers(weights: readonly number[]): number[] {
  const factor = weights.every(Number.isInteger) ? 1 : 1_000;
  return weights.map((weight) => Math.round(weight * factor));
}

export function percentOf(caller: string, percent: number): readonly [share: number, rest: number] {
  checkValue(`${caller}: percent`, percent, aPercentage);
  const [share, whole] = integers([percent, 100]) as [number, number]; // as many as went in
  return [share, whole - share];
}

/** A thousandth of a percent is one unit in a hundred thousand. */
function hasFewDecimals(value: number): boolean {
  return Math.abs(value * 1_000 - Math.round(value * 1_000)) < 1e-6;
}
