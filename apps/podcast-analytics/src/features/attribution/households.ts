import { householdOf, keyMonth } from '../../counting/listener.ts';
import type { MonthKey } from '../../counting/month-key.ts';
import { windowDays } from './attribute.ts';

const dayMs = 86_400_000;

/** The months (`2026-02`) that the longest window before a moment reaches into, the latest first. */
export function monthsBefore(time: number): readonly string[] {
  const months: string[] = [];
  for (let days = 0; days <= windowDays.most; days++) {
    const month = keyMonth(time - days * dayMs);
    if (months.at(-1) !== month) months.push(month);
  }
  return months;
}

/**
 * What a household was called in each month that a window can reach into: downloads are stored under the key of their own month.
 * A month whose key has been destroyed is passed over, for nobody can tell any more who listened then.
 */
export function householdsOf(
  address: string | undefined,
  time: number,
  keys: ReadonlyMap<string, MonthKey>,
): readonly string[] {
  if (address === undefined) return [];
  return monthsBefore(time).flatMap((month) => {
    const key = keys.get(month);
    return key ? [householdOf({ address }, key)] : [];
  });
}
