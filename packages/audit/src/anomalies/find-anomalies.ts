import { type Activity, type ActorHistory, type DayOfActor, dayText, mostActors } from './activity.ts';
import { deviation, poissonTail } from './statistics.ts';

export interface Anomaly {
  readonly kind: 'new-actors' | 'unusual-volume' | 'unusual-refusals' | 'unusual-hour';
  readonly day: string;
  /** Whose; several where they are new together. */
  readonly actors: readonly string[];
  /** What was compared with what, in one sentence. */
  readonly reason: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** What was found, and what could not be judged. */
export interface Assessment {
  /** The days that were looked at, and those before that they were held against. */
  readonly days: readonly string[];
  readonly historyDays: number;
  readonly anomalies: readonly Anomaly[];
  /** What could not be judged, and why. */
  readonly limits: readonly string[];
}

/** The days to be judged, and those that they are held against: numbers of days, both ends included. */
interface Span {
  readonly from: number;
  readonly historyFrom: number;
  readonly to: number;
}

/** Fewer days say nothing: a week has days of rest. */
const leastHistory = 7;
/** An hour is not unusual before somebody was active on so many days. */
const leastActiveDays = 14;
const mostUnusual = 3.5;
const significance = 0.05;

/**
 * Holds the last `days` days against the `historyDays` before them: new actors against how often there were new ones, each
 * actor's volume, refusals and hours against his own. Where there is too little history, it says so and judges nothing.
 */
export function findAnomalies(activity: Activity, days: number, historyDays: number): Assessment {
  const { firstDay, lastDay, unseen } = activity;
  const from = lastDay - days + 1;
  const span: Span = { from, historyFrom: Math.max(firstDay, from - historyDays), to: lastDay };
  const history = from - span.historyFrom;
  const judged = range(from, lastDay);
  const actors = [...activity.actors.values()].filter((actor) => judged.some((day) => actor.days.has(day)));
  const known = actors.filter(({ firstDay: since }) => from - since >= leastHistory);
  const anomalies =
    history < leastHistory
      ? []
      : judged.flatMap((day) => [
          ...newActors(activity, span, day),
          ...known.flatMap((actor) => [...unusualCounts(actor, span, day), ...unusualHours(actor, span, day)]),
        ]);
  return {
    days: judged.map(dayText),
    historyDays: Math.max(0, history),
    anomalies,
    limits: limitsOf(history < leastHistory ? actors.length : actors.length - known.length, unseen),
  };
}

function limitsOf(withoutHistory: number, unseen: number): string[] {
  const young = `${withoutHistory} actors have less than ${leastHistory} days of history: their volumes and hours were not judged`;
  const many = `${unseen} events are of actors beyond the first ${mostActors}, and were not judged`;
  return [...(withoutHistory > 0 ? [young] : []), ...(unseen > 0 ? [many] : [])];
}

function newActors(activity: Activity, { historyFrom, from }: Span, day: number): Anomaly[] {
  const all = [...activity.actors.values()];
  const names = all.filter(({ firstDay }) => firstDay === day).map(({ name }) => name);
  // In the first week of a log everybody is new.
  const since = Math.max(historyFrom, activity.firstDay + leastHistory);
  const past = from - since;
  if (names.length === 0 || past < leastHistory) return [];
  const before = all.filter(({ firstDay }) => firstDay >= since && firstDay < from).length;
  // Half an event more than was seen (Jeffreys' prior): a past without any does not prove that there can be none.
  const expected = (before + 0.5) / past;
  const chance = poissonTail(names.length, expected);
  if (chance >= significance) return [];
  return [
    {
      kind: 'new-actors',
      day: dayText(day),
      actors: names.slice(0, 20),
      reason:
        `${names.length} actors were seen for the first time; in the ${past} days before there were ${before}, ` +
        `so a day with as many comes by chance with a probability of ${chance.toPrecision(2)}`,
      figures: { count: names.length, before, days: past, chance },
    },
  ];
}

const measures = [
  { kind: 'unusual-volume', what: 'events', of: (day: DayOfActor | undefined) => day?.events ?? 0 },
  {
    kind: 'unusual-refusals',
    what: 'events denied or failed',
    of: (day: DayOfActor | undefined) => day?.refusals ?? 0,
  },
] as const;

function unusualCounts(actor: ActorHistory, span: Span, day: number): Anomaly[] {
  const past = ownPast(actor, span);
  return measures.flatMap(({ kind, what, of }) => {
    const count = of(actor.days.get(day));
    const counts = past.map((each) => of(actor.days.get(each)));
    const most = Math.max(...counts);
    const { median, mad, score } = deviation(count, counts);
    // Who works once a week has a median of none: only more than ever is unusual.
    if (score <= mostUnusual || count <= most) return [];
    return [
      {
        kind,
        day: dayText(day),
        actors: [actor.name],
        reason:
          `${count} ${what}; in the ${counts.length} days before the median was ${median} and the most ${most}, ` +
          `a modified z-score of ${score.toFixed(1)} (limit ${mostUnusual})`,
        figures: { count, median, mad, most, score, days: counts.length },
      },
    ];
  });
}

function unusualHours(actor: ActorHistory, span: Span, day: number): Anomaly[] {
  const hours = actor.days.get(day)?.hours ?? 0;
  const past = ownPast(actor, span).flatMap((each) => actor.days.get(each)?.hours ?? []);
  const seen = past.reduce((all, hours) => all | hours, 0);
  if (past.length < leastActiveDays) return [];
  return range(0, 23)
    .filter((hour) => has(hours, hour) && !around(hour).some((each) => has(seen, each)))
    .map((hour) => ({
      kind: 'unusual-hour',
      day: dayText(day),
      actors: [actor.name],
      reason:
        `active between ${clockText(hour)} and ${clockText(hour + 1)} UTC; on ${past.length} days with activity before, never ` +
        `between ${clockText(hour - 1)} and ${clockText(hour + 2)}`,
      figures: { hour, activeDays: past.length },
    }));
}

/** The days of the history since the actor was first seen; days without an event count. */
function ownPast({ firstDay }: ActorHistory, { historyFrom, from }: Span): number[] {
  return range(Math.max(firstDay, historyFrom), from - 1);
}

function has(hours: number, hour: number): boolean {
  return (hours & (1 << hour)) !== 0;
}

/** The hour and its neighbours: who stays a little longer is not unusual. */
function around(hour: number): number[] {
  return [(hour + 23) % 24, hour, (hour + 1) % 24];
}

function clockText(hour: number): string {
  return `${String((hour + 24) % 24).padStart(2, '0')}:00`;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
