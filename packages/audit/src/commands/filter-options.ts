import { type CommandOption, WrongInput } from '@scry/internal/command-line';
import type { Outcome } from '../audit-event.ts';
import type { AuditFilter } from '../audit-filter.ts';
import type { Given } from './command.ts';

const outcomes: readonly Outcome[] = ['SUCCESS', 'FAILURE', 'PARTIAL', 'DENIED'];

// What a search may ask for, spelt alike by every command that searches.
export const period: Readonly<Record<'from' | 'to', CommandOption>> = {
  from: { value: 'time', description: 'this moment and later, such as 2026-11-01 or 2026-11-01T08:00:00Z' },
  to: { value: 'time', description: 'before this moment' },
};

export const filterOptions: Readonly<Record<string, CommandOption>> = {
  ...period,
  action: { value: 'name', description: 'such as data.read, or all that begin with auth.*' },
  outcome: { value: 'outcome', description: outcomes.join(', ') },
  actor: { value: 'id', description: 'who did it' },
  'resource-type': { value: 'type', description: 'what kind of thing it was done to' },
  'resource-id': { value: 'id', description: 'which one' },
  tenant: { value: 'id', description: "the actor's tenant, or the resource's" },
  correlation: { value: 'id', description: 'which request' },
  text: { value: 'text', description: 'stands anywhere in the event, in upper or lower case' },
};

/** @throws WrongInput for a time or an outcome that is none. */
export function filterOf(given: Given): AuditFilter {
  const { from, to, action, outcome, actor, tenant, correlation, text, limit } = given;
  const filter = {
    from: timeOf('from', from),
    to: timeOf('to', to),
    action,
    outcome: outcomeOf(outcome),
    actorId: actor,
    resourceType: given['resource-type'],
    resourceId: given['resource-id'],
    tenantId: tenant,
    correlationId: correlation,
    text,
    limit: countOf('limit', limit),
  };
  // What was not asked for is left out.
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as AuditFilter;
}

/** A number of days, or of events. @throws WrongInput for anything but a whole number from 1 on. */
export function countOf(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new WrongInput(`--${name} must be a whole number from 1 on, got ${given}`);
}

/** One of several words. @throws WrongInput for any other. */
export function oneOf<const Word extends string>(
  name: string,
  words: readonly Word[],
  given: string | undefined,
): Word | undefined {
  const found = words.find((word) => word === given);
  if (found !== undefined || given === undefined) return found;
  throw new WrongInput(`--${name} must be one of ${words.join(', ')}, got ${given}`);
}

function outcomeOf(given: string | undefined): Outcome | undefined {
  return oneOf('outcome', outcomes, given?.toUpperCase());
}

function timeOf(name: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\d/.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(ms)) throw new WrongInput(`--${name} must be a time as in ISO 8601, got ${given}`);
  return new Date(ms).toISOString();
}
