import type { AuditEvent } from '../audit-event.ts';

const dayMs = 86_400_000;
/** So many actors are told apart: those that come later are counted, and not judged. */
export const mostActors = 100_000;

/** What an actor did in one day, in UTC. */
export interface DayOfActor {
  events: number;
  /** Those that were denied or failed. */
  refusals: number;
  /** A bit for each hour with an event. */
  hours: number;
}

export interface ActorHistory {
  /** The actor's type and id, and the tenant in brackets where there is one. */
  readonly name: string;
  /** Days are numbered from 1970-01-01, in UTC. */
  readonly firstDay: number;
  readonly days: Map<number, DayOfActor>;
}

/** Who did how much on which day, for as many days as are looked back. */
export interface Activity {
  readonly actors: ReadonlyMap<string, ActorHistory>;
  readonly firstDay: number;
  readonly lastDay: number;
  /** Events of actors over the bound. */
  readonly unseen: number;
}

/** Counts events by actor and day. Days that are further back than `keepDays` before the last one are let go. */
export async function collectActivity(events: AsyncIterable<AuditEvent>, keepDays: number): Promise<Activity> {
  const actors = new Map<string, ActorHistory>();
  let firstDay = Number.POSITIVE_INFINITY;
  let lastDay = Number.NEGATIVE_INFINITY;
  let unseen = 0;
  for await (const { actor, outcome, time } of events) {
    const ms = Date.parse(time);
    const day = Math.floor(ms / dayMs);
    firstDay = Math.min(firstDay, day);
    if (day > lastDay) {
      lastDay = day;
      for (const { days } of actors.values()) forget(days, lastDay - keepDays);
    }
    const name = `${actor.type} ${actor.id}${actor.tenantId === undefined ? '' : ` [${actor.tenantId}]`}`;
    const known = actors.get(name);
    if (!known && actors.size >= mostActors) {
      unseen++;
      continue;
    }
    const history = known ?? { name, firstDay: day, days: new Map<number, DayOfActor>() };
    if (!known) actors.set(name, history);
    const counts = history.days.get(day) ?? { events: 0, refusals: 0, hours: 0 };
    counts.events++;
    if (outcome === 'DENIED' || outcome === 'FAILURE') counts.refusals++;
    counts.hours |= 1 << Math.floor((ms % dayMs) / 3_600_000);
    history.days.set(day, counts);
  }
  return { actors, firstDay, lastDay, unseen };
}

function forget(days: Map<number, DayOfActor>, before: number): void {
  for (const day of days.keys()) if (day <= before) days.delete(day);
}

/** `2026-11-22`. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
