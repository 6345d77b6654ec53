import type { AuditEvent } from '../audit-event.ts';

export type Period = 'day' | 'week' | 'month';
type Outcome = AuditEvent['outcome'];

/** So often did somebody do something, with one outcome, in one period. */
export interface Deed {
  readonly period: string;
  readonly actor: AuditEvent['actor'];
  readonly action: string;
  readonly outcome: Outcome;
  count: number;
  first: string;
  last: string;
}

export interface ComplianceReport {
  readonly period: Period;
  readonly events: number;
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** By period, then in the order of their first events. */
  readonly deeds: readonly Deed[];
  /** Events that were counted, but whose deeds are over the bound. */
  readonly eventsWithoutDeed: number;
  /** Each denial by itself. */
  readonly denials: readonly AuditEvent[];
  readonly denialsInAll: number;
}

const mostDeeds = 100_000;
const mostDenials = 5_000;

/** Counts who did what with which outcome, by period, and keeps the denials. */
export async function complianceReport(events: AsyncIterable<AuditEvent>, period: Period): Promise<ComplianceReport> {
  const deeds = new Map<string, Deed>();
  const denials: AuditEvent[] = [];
  let [count, denialsInAll, eventsWithoutDeed] = [0, 0, 0];
  let first: string | undefined;
  let last: string | undefined;
  for await (const event of events) {
    const { time, actor, action, outcome } = event;
    count++;
    first = earlier(first ?? time, time);
    last = later(last ?? time, time);
    if (outcome === 'DENIED' && ++denialsInAll <= mostDenials) denials.push(event);
    const name = periodOf(time, period);
    const key = JSON.stringify([name, actor.type, actor.id, actor.tenantId, actor.impersonatedBy, action, outcome]);
    const deed = deeds.get(key);
    if (deed) {
      deed.count++;
      deed.first = earlier(deed.first, time);
      deed.last = later(deed.last, time);
    } else if (deeds.size < mostDeeds) {
      deeds.set(key, { period: name, actor, action, outcome, count: 1, first: time, last: time });
    } else eventsWithoutDeed++;
  }
  const inOrder = [...deeds.values()].sort((a, b) => compare(a.period, b.period));
  return { period, events: count, first, last, deeds: inOrder, eventsWithoutDeed, denials, denialsInAll };
}

/** `2026-11-22`, `2026-W47` (ISO 8601 weeks) or `2026-11`, in UTC. */
export function periodOf(time: string, period: Period): string {
  if (period !== 'week') return time.slice(0, period === 'day' ? 10 : 7);
  const date = new Date(time);
  // A week belongs to the year of its Thursday.
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const dayOfYear = (date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000;
  return `${date.getUTCFullYear()}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0')}`;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return a < b ? b : a;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
