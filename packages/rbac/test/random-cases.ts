// Random policies and questions from a seed: small vocabularies, so that rules meet, and values that databases stumble over.
import type { Condition, ContextInput, PolicyDocument, PrincipalInput } from '../src/index.ts';

export interface RandomCase {
  readonly document: PolicyDocument;
  readonly principal: PrincipalInput;
  readonly context: ContextInput;
}

export type Random = () => number;
type Row = Readonly<Record<string, unknown>>;

/** Mulberry32, by Tommy Ettinger (public domain). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const texts = [
  'a',
  'A',
  'ab',
  'b%',
  '%',
  '_',
  'a_',
  '',
  "o'b",
  '"',
  '\\',
  'é',
  'e\u0301',
  '\u{1F600}',
  '\uFB01',
  'null',
  '1',
  'true',
];
const numbers = [0, -0, 1, -1, 1.5, 2 ** 53 - 1, -(2 ** 31), 1e21, 0.1];
const types = {
  tenantId: 'string',
  ownerId: 'string',
  name: 'string',
  budget: 'number',
  level: 'number',
  open: 'boolean',
  teamIds: 'string[]',
  codes: 'number[]',
} as const;
type Type = (typeof types)[keyof typeof types];

export const permissions = ['docs:create', 'docs:read', 'docs:update', 'notes:read'] as const;
const patterns = [...permissions, 'docs:*', '*:read'] as const;
const roleNames = ['A', 'B', 'C', 'D', 'constructor'];

export function pick<T>(random: Random, from: readonly T[]): T {
  // The index is within the list, and no list here is empty.
  return from[Math.floor(random() * from.length)] as T;
}

const few = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, make);

/** A value of the type, mostly; `strange` are those of no type. */
function randomValue(random: Random, type: Type, strange: readonly unknown[]): unknown {
  if (random() < 0.12) return pick(random, [null, undefined, ...strange]);
  if (type === 'string') return pick(random, texts);
  if (type === 'number') return pick(random, numbers);
  if (type === 'boolean') return random() < 0.5;
  const list = few(random, 3, () => pick<unknown>(random, type === 'string[]' ? texts : numbers));
  return strange.length > 0 && random() < 0.05 ? [...list, null] : list;
}

const wrongTypes = [7, 'seven', Number.NaN, true, {}, [], ['x', 1], '\ud800', '\0'];

export function randomRow(random: Random, strange: readonly unknown[] = wrongTypes): Row {
  const row = Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, randomValue(random, type, strange)]),
  );
  return random() < 0.8 ? { ...row, tenantId: pick(random, ['a', 'b%']) } : row;
}

export function randomCase(random: Random): RandomCase {
  const document = randomPolicy(random);
  // Values of other types than declared are in them on purpose.
  return { document, principal: randomPrincipal(random) as PrincipalInput, context: randomRow(random) as ContextInput };
}

function randomPolicy(random: Random): PolicyDocument {
  const attributes = types;
  const when = () => (random() < 0.6 ? { when: randomCondition(random, 3) } : {});
  const rule = () => ({ permission: pick(random, patterns), ...when() });
  const roles = roleNames.map((name, i) => [
    name,
    {
      // Only of those before it, so that there is no circle.
      inherits: few(random, 2, () => pick(random, roleNames)).filter((each) => roleNames.indexOf(each) < i),
      grants: few(random, 4, () => (random() < 0.4 ? pick(random, patterns) : rule())),
      ...(random() < 0.08 && { superuser: true }),
      ...(random() < 0.15 && { crossTenant: { reason: 'support' } }),
    },
  ]);
  const duty = (id: string) =>
    random() < 0.2 ? [{ id, roles: ['A', 'B', 'C'], max: 1 + Math.floor(random() * 2) }] : [];
  // Built from names that the types of a document cannot know.
  return {
    version: 1,
    tenant: random() < 0.7 && { principal: 'tenantId', resource: 'tenantId' },
    principal: { attributes },
    context: { attributes },
    resources: {
      docs: { actions: ['create', 'read', 'update'], collectionActions: ['create'], attributes },
      notes: { actions: ['read'], attributes },
    },
    roles: Object.fromEntries(roles),
    denies: few(random, 2, rule).map((deny, i) => ({
      id: `deny${i}`,
      ...deny,
      ...(random() < 0.3 && { unlessRoles: [pick(random, roleNames)] }),
    })),
    constraints: { static: duty('static'), dynamic: duty('dynamic') },
  } as unknown as PolicyDocument;
}

function randomPrincipal(random: Random, depth = 1): Row {
  const scopes = () =>
    random() < 0.12 ? { scopes: few(random, 3, () => pick(random, [...patterns, '*:*', 'docs', 'x:y'])) } : {};
  const assigned = () => {
    const role = pick(random, [...roleNames, 'nobody', '__proto__']);
    if (random() < 0.75) return role;
    return {
      role,
      ...(random() < 0.3 && { tenantId: pick(random, ['a', 'b%']) }),
      ...(random() < 0.4 && { notBefore: pick(random, [0, 500, 1_000, 1_500]) }),
      ...(random() < 0.4 && { expires: pick(random, [500, 1_000, 1_500, 2_000]) }),
      ...scopes(),
    };
  };
  return {
    ...randomRow(random),
    ...(random() < 0.95 && { roles: few(random, 3, assigned) }),
    ...(random() < 0.1 && { activeRoles: few(random, 2, () => pick(random, roleNames)) }),
    ...scopes(),
    ...(random() < 0.1 && depth < 4 && { onBehalfOf: randomPrincipal(random, depth + 1) }),
  };
}

function randomCondition(random: Random, depth: number): Condition {
  const kind = random();
  const part = () => randomCondition(random, depth - 1);
  if (depth > 0 && kind < 0.15) return { and: [part(), ...few(random, 2, part)] };
  if (depth > 0 && kind < 0.3) return { or: [part(), ...few(random, 2, part)] };
  if (depth > 0 && kind < 0.42) return { not: part() };
  const path = (wanted: readonly Type[]) => {
    const names = Object.entries(types).filter(([, type]) => wanted.includes(type));
    return `${pick(random, ['resource', 'resource', 'principal', 'context'])}.${pick(random, names)[0]}`;
  };
  if (kind < 0.5) return { exists: path(Object.values(types)) };
  const type = pick(random, ['string', 'string', 'number', 'boolean'] as const);
  const literal = () =>
    type === 'string' ? pick(random, texts) : type === 'number' ? pick(random, numbers) : random() < 0.5;
  const side = () => (random() < 0.5 ? literal() : { ref: path([type]) });
  const list = type === 'number' ? ('number[]' as const) : ('string[]' as const);
  const listSide = () => (random() < 0.5 || type === 'boolean' ? few(random, 4, literal) : { ref: path([list]) });
  if (kind < 0.6) return { in: [path([type]), listSide()] };
  if (kind < 0.7 && type !== 'boolean') return { overlaps: [path([list]), listSide()] };
  const comparisons = {
    string: ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'startsWith', 'endsWith', 'contains'],
    number: ['eq', 'ne', 'lt', 'le', 'gt', 'ge'],
    boolean: ['eq', 'ne'],
  };
  return { [pick(random, comparisons[type])]: [path([type]), side()] } as unknown as Condition;
}
