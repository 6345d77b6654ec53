import type { Flight } from './campaign.ts';
import { addDays, daysFrom, daysOf, weekdayOf } from './utc-day.ts';

export type PacingState = 'not-started' | 'behind' | 'on-track' | 'ahead';

export interface Pacing {
  readonly state: PacingState;
  /** Impressions of all days of the flight so far, that of today included. */
  readonly delivered: number;
  /** Those of full days alone, which are what is compared with `expected`. */
  readonly deliveredOnFullDays: number;
  /** What a goal spread evenly over the flight asks for by the end of the last full day. */
  readonly expected: number;
  /** `deliveredOnFullDays / expected`; absent before the end of the first day. */
  readonly ratio?: number;
  /** Impressions at the end of the flight; absent before the end of the first day. */
  readonly projected?: number;
  /** Impressions that are to be made good if it goes on like this. */
  readonly makeGood?: number;
}

const behindBelow = 0.9;
const aheadAbove = 1.1;
const rateDays = 7;
/** Fewer days have no two of each weekday, and tell more of a single day than of its weekday. */
const weekdayDays = 28;
const fewestWeekdayDays = 14;

/**
 * How far a campaign is, seen on the UTC day `today`, which is not over and therefore neither judged nor projected from.
 * @param impressions by UTC day; days outside of the flight are left alone
 */
export function pacingOf(
  goal: number,
  flight: Flight,
  impressions: ReadonlyMap<string, number>,
  today: string,
): Pacing {
  const on = (day: string) => impressions.get(day) ?? 0;
  const days = daysOf(flight);
  const full = days.filter((day) => day < today);
  const delivered = sum(days.filter((day) => day <= today).map(on));
  const deliveredOnFullDays = sum(full.map(on));
  const expected = (goal * full.length) / days.length;
  if (full.length === 0) return { state: 'not-started', delivered, deliveredOnFullDays, expected };
  const ratio = deliveredOnFullDays / expected;
  const projected = deliveredOnFullDays + projectedRest(full, days.slice(full.length), on);
  return {
    state: ratio < behindBelow ? 'behind' : ratio > aheadAbove ? 'ahead' : 'on-track',
    delivered,
    deliveredOnFullDays,
    expected,
    ratio,
    projected,
    makeGood: Math.max(0, goal - projected),
  };
}

/** The rate of the last seven full days, carried on with the weight of each weekday, rounded once. */
function projectedRest(full: readonly string[], rest: readonly string[], on: (day: string) => number): number {
  const recent = full.slice(-rateDays);
  const weigh = weekdayWeights(full.slice(-weekdayDays), on);
  const weightOf = (days: readonly string[]) => sum(days.map((day) => weigh(weekdayOf(day))));
  const recentWeight = weightOf(recent);
  // Weekdays that never had a download weigh nothing: where all of the recent ones are such, there is no rate.
  return recentWeight === 0 ? 0 : Math.round((sum(recent.map(on)) / recentWeight) * weightOf(rest));
}

/** The mean of each weekday against the mean of all days; equal weights where the days are too few to tell. */
function weekdayWeights(days: readonly string[], on: (day: string) => number): (weekday: number) => number {
  const mean = sum(days.map(on)) / days.length;
  if (days.length < fewestWeekdayDays || mean === 0) return () => 1;
  const weights = Array.from({ length: 7 }, (_, weekday) => {
    const same = days.filter((day) => weekdayOf(day) === weekday).map(on);
    return sum(same) / same.length / mean;
  });
  return (weekday) => weights[weekday] ?? 1;
}

/** What a goal spread evenly asks for on each day, for a line in a chart. */
export function evenPace(goal: number, { from, to }: Flight): number {
  return goal / daysFrom(from, addDays(to, 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, n) => all + n, 0);
}

export const howPaced =
  'Expected is the goal spread evenly over the days of the flight, up to the end of yesterday (UTC); on track is 90 to 110 % of it. ' +
  'The projection carries the rate of the last seven full days on to the end of the flight, with the weight that each weekday had in ' +
  'the last four weeks, once there are two weeks to learn it from. What it falls short of the goal is to be made good.';
