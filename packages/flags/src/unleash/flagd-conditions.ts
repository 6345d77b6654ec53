// What Unleash's constraints and strategies are in flagd's language. `true` and `false` where nothing is left to ask.
import type { Json } from '../json.ts';
import { valuesOf } from './constraints.ts';
import { listOf } from './strategies.ts';
import type { UnleashConstraint, UnleashStrategy } from './unleash-document.ts';

/** Told why the answer may be another one than Unleash's. */
export type Report = (reason: string) => void;

export function allOf(conditions: readonly Json[]): Json {
  const open = conditions.filter((each) => each !== true);
  if (open.includes(false)) return false;
  return open.length > 1 ? { and: open } : (open[0] ?? true);
}

/** An attribute as it is; the user's id is what flagd calls the targeting key. */
function attribute(name: string): Json {
  return name === 'userId' ? { or: [{ var: 'userId' }, { var: 'targetingKey' }] } : { var: name };
}

/** An attribute as text, empty if it is missing. */
export function textOf(name: string): Json {
  return { cat: [{ or: [attribute(name), ''] }] };
}

/** What a roll-out is by; by default the first of these that is there. */
export function unitOf(stickiness: string): Json {
  if (stickiness !== 'default' && stickiness !== 'random') return attribute(stickiness);
  return { or: [{ var: 'userId' }, { var: 'targetingKey' }, { var: 'sessionId' }] };
}

export function constraintRule(constraint: UnleashConstraint, report: Report): Json {
  const rule = plainRule(constraint, report);
  if (rule === undefined) {
    report(`the constraint ${constraint.operator} has no counterpart: it never holds`);
    return false;
  }
  return constraint.inverted ? { '!': [rule] } : rule;
}

const numeric: Readonly<Record<string, string>> = {
  NUM_EQ: '==',
  NUM_GT: '>',
  NUM_GTE: '>=',
  NUM_LT: '<',
  NUM_LTE: '<=',
};
const versions: Readonly<Record<string, string>> = {
  SEMVER_EQ: '=',
  SEMVER_GT: '>',
  SEMVER_GTE: '>=',
  SEMVER_LT: '<',
  SEMVER_LTE: '<=',
};

function plainRule(constraint: UnleashConstraint, report: Report): Json | undefined {
  const { contextName: name, operator, value = '' } = constraint;
  const values = valuesOf(constraint);
  const text = textOf(name);
  if (name.includes('.')) return undefined; // a path in flagd
  if (operator === 'IN') return { in: [text, values] };
  if (operator === 'NOT_IN') return { '!': [{ in: [text, values] }] };
  const [comparison, order] = [ownText(numeric, operator), ownText(versions, operator)];
  if (comparison !== undefined) return numberRule(attribute(name), comparison, Number(value));
  if (order !== undefined) {
    report('sem_ver also reads versions that Unleash does not, such as v1.2.3 and 1.2');
    return { '!!': [{ sem_ver: [attribute(name), order, value] }] };
  }
  const seconds = Math.floor(Date.parse(String(value)) / 1_000);
  if (operator === 'DATE_AFTER') return { '>': [{ var: '$flagd.timestamp' }, seconds] };
  if (operator === 'DATE_BEFORE') return { '<': [{ var: '$flagd.timestamp' }, seconds] };
  if (constraint.caseInsensitive) return undefined;
  if (operator === 'STR_STARTS_WITH') return { or: [false, ...values.map((part) => ({ starts_with: [text, part] }))] };
  if (operator === 'STR_ENDS_WITH') return { or: [false, ...values.map((part) => ({ ends_with: [text, part] }))] };
  if (operator === 'STR_CONTAINS') return { or: [false, ...values.map((part) => ({ in: [part, text] }))] };
  return undefined;
}

function ownText(of: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

/** A missing attribute would be less than any number, and flagd's engines refuse what is none. */
function numberRule(value: Json, operator: string, limit: number): Json {
  return { and: [{ '!==': [value, null] }, { [operator]: [{ '+': [value] }, limit] }] };
}

export function strategyRule({ name, parameters = {} }: UnleashStrategy, report: Report): Json {
  const group = String(parameters['groupId'] ?? '');
  switch (name) {
    case 'default':
      return true;
    case 'userWithId':
      return { in: [textOf('userId'), listOf(parameters['userIds'])] };
    case 'flexibleRollout':
      return rolloutRule(parameters['rollout'], group, String(parameters['stickiness'] ?? 'default'), report);
    case 'gradualRolloutUserId':
      return rolloutRule(parameters['percentage'], group, 'userId', report);
    case 'gradualRolloutSessionId':
      return rolloutRule(parameters['percentage'], group, 'sessionId', report);
    case 'gradualRolloutRandom':
      return rolloutRule(parameters['percentage'], group, 'random', report);
    case 'remoteAddress':
      return addressRule(listOf(parameters['IPs']), report);
    default:
      report(`the strategy ${name} has no counterpart: it never holds`);
      return false;
  }
}

function rolloutRule(percentage: string | number | undefined, group: string, stickiness: string, report: Report): Json {
  const share = Math.floor(Number(percentage)); // buckets are whole percents
  if (!(share > 0)) return false;
  const unit = unitOf(stickiness);
  if (share >= 100) return stickiness === 'default' || stickiness === 'random' ? true : { '!!': [unit] };
  report(`a roll-out of ${share} % by ${stickiness}: other units are in it, and none without an id`);
  const shares: Json[] = [
    [true, share],
    [false, 100 - share],
  ];
  return { and: [{ '!!': [unit] }, { fractional: [{ cat: [group, ':', unit] }, ...shares] }] };
}

function addressRule(addresses: readonly string[], report: Report): Json {
  if (addresses.some((address) => address.includes('/')))
    report('ranges of addresses have no counterpart: they never hold');
  return { in: [textOf('remoteAddress'), addresses.filter((address) => !address.includes('/'))] };
}
