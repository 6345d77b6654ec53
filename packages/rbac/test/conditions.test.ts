import { describe, expect, test } from 'vitest';
import * as builders from '../src/conditions.ts';
import { all, any, eq, exists, not, ref } from '../src/conditions.ts';
import { type Condition, createRbac, definePolicy, type Outcome, type Policy } from '../src/index.ts';

/** How a condition on `resource.s`, `.n`, `.b`, `.ss` and `.ns` comes out. */
function outcome(when: Condition, resource: object, principal: object = {}, context: object = {}): Outcome | undefined {
  const attributes = { s: 'string', n: 'number', b: 'boolean', ss: 'string[]', ns: 'number[]' };
  const policy = definePolicy({
    version: 1,
    tenant: false,
    principal: { attributes },
    context: { attributes },
    resources: { docs: { actions: ['read'], attributes } },
    roles: { R: { grants: [{ permission: 'docs:read', when }] } },
  } as never) as unknown as Policy;
  const { rules, decision } = createRbac(policy).explain(
    { ...principal, roles: ['R'] },
    'docs:read',
    resource as never,
    context,
  );
  const found = rules[0]?.outcome;
  expect(decision.code).toBe(found === 'true' ? 'ALLOW' : found === 'false' ? 'NO_GRANT' : 'CONDITION_UNKNOWN');
  return found;
}

const T = eq('resource.s', 'yes');
const F = eq('resource.n', 1);
const U = eq('resource.b', true);
const facts = { s: 'yes', n: 0 };

describe('and, or and not', () => {
  test.each([
    ['not true', not(T), 'false'],
    ['not false', not(F), 'true'],
    ['not unknown', not(U), 'unknown'],
    ['true and unknown', all(T, U), 'unknown'],
    ['false and unknown', all(F, U), 'false'],
    ['true and true', all(T, T), 'true'],
    ['true or unknown', any(U, T), 'true'],
    ['false or unknown', any(F, U), 'unknown'],
    ['false or false', any(F, F), 'false'],
    ['not (false or unknown)', not(any(F, U)), 'unknown'],
    ['not (true and false)', not(all(T, F)), 'true'],
  ] as const)('follow Kleene: %s', (_, condition, expected) => {
    expect(outcome(condition, facts)).toBe(expected);
  });
});

describe('a comparison', () => {
  const { lt, le, gt, ge, ne, startsWith, endsWith, contains, isIn, overlaps } = builders;

  test.each([
    [ne('resource.s', 'a'), { s: 'b' }, 'true'],
    [lt('resource.n', 2), { n: 1 }, 'true'],
    [le('resource.n', 2), { n: 2 }, 'true'],
    [gt('resource.n', 2), { n: 2 }, 'false'],
    [ge('resource.n', 2), { n: 2 }, 'true'],
    [ge('resource.n', 2), { n: Infinity }, 'true'],
    [lt('resource.s', 'ab'), { s: 'a' }, 'true'],
    [lt('resource.s', 'ab'), { s: 'aa' }, 'true'],
    [startsWith('resource.s', 'a%'), { s: 'a%b' }, 'true'],
    [startsWith('resource.s', 'a%'), { s: 'axb' }, 'false'],
    [endsWith('resource.s', ''), { s: 'x' }, 'true'],
    [contains('resource.s', '_'), { s: 'ab' }, 'false'],
    [isIn('resource.s', ['a', 'b']), { s: 'b' }, 'true'],
    [isIn('resource.s', []), { s: 'b' }, 'false'],
    [isIn('resource.s', ref('resource.ss')), { s: 'b', ss: ['b'] }, 'true'],
    [overlaps('resource.ns', [1, 2]), { ns: [2, 3] }, 'true'],
    [overlaps('resource.ns', [1, 2]), { ns: [] }, 'false'],
  ] as const)('%j of %j is %s', (condition, resource, expected) => {
    expect(outcome(condition, resource)).toBe(expected);
  });

  test('orders strings by code point, as databases do', () => {
    // In UTF-16 the ligature stands behind the face.
    expect(outcome(lt('resource.s', '\u{1F600}'), { s: '\uFB01' })).toBe('true');
    expect(outcome(gt('resource.s', '\uFB01'), { s: '\u{1F600}' })).toBe('true');
  });

  test.each([
    [{}],
    [{ n: null }],
    [{ n: '1' }],
    [{ n: Number.NaN }],
    [{ n: [1] }],
    [{ n: 1n }],
    [Object.create({ n: 1 })],
  ])('of what is missing or of another type is unknown (%#)', (resource) => {
    expect(outcome(eq('resource.n', 1), resource)).toBe('unknown');
    expect(outcome(ne('resource.n', 1), resource)).toBe('unknown');
  });

  test.each([[null], [['a', 1]], [['a', undefined]], ['a'], [{ 0: 'a', length: 1 }], [new Set(['a'])]])(
    'with a list that is none, %j, is unknown',
    (ss) => {
      expect(outcome(overlaps('resource.ss', ['a']), { ss })).toBe('unknown');
      expect(outcome(not(overlaps('resource.ss', ['a'])), { ss })).toBe('unknown');
    },
  );

  test('reads principal and context, and takes text that no database can hold for none', () => {
    expect(outcome(eq('principal.s', ref('context.s')), {}, { s: 'x' }, { s: 'x' })).toBe('true');
    for (const s of ['\ud800', 'a\0b']) {
      expect(outcome(eq('principal.s', s === 'a\0b' ? 'b' : 'a'), {}, { s })).toBe('unknown');
      expect(outcome(overlaps('context.ss', ['a']), {}, {}, { ss: ['a', s] })).toBe('unknown');
    }
  });
});

describe('exists', () => {
  test.each([
    [{ s: '' }, 'true'],
    [{ s: null }, 'false'],
    [{}, 'false'],
    [{ s: undefined }, 'false'],
    [{ s: 7 }, 'unknown'],
  ] as const)('in %j is %s', (facts, expected) => {
    expect(outcome(exists('resource.s'), facts)).toBe(expected);
    expect(outcome(exists('principal.s'), {}, facts)).toBe(expected);
    expect(outcome(exists('context.s'), {}, {}, facts)).toBe(expected);
  });
});

describe('many rules for single instances', () => {
  const grants = Array.from({ length: 20 }, (_, i) => [
    { permission: 'docs:read', when: eq('resource.id', `doc${i}`) },
    { permission: 'docs:read', when: all(eq('resource.kind', `kind${i % 10}`), exists('resource.owner')) },
  ]).flat();
  const attributes = { id: 'string', kind: 'string', owner: 'string' };
  const base = {
    version: 1,
    tenant: false,
    context: { attributes },
    resources: { docs: { actions: ['read'], attributes } },
  };
  const engine = (rules: object) => createRbac(definePolicy({ ...base, ...rules } as never) as unknown as Policy);
  const code = (rbac: ReturnType<typeof engine>, resource: object) =>
    rbac.decide({ roles: ['R'] }, 'docs:read', resource as never).code;

  // They ask for no certain value of the resource, and are tried one by one.
  const others = [eq('resource.owner', ref('resource.id')), eq('context.id', 'x')].map((when) => ({
    permission: 'docs:read',
    when,
  }));

  test('grant what each of them grants', () => {
    const rbac = engine({
      roles: { R: { grants } },
    });
    expect(code(rbac, { id: 'doc7', kind: 'x' })).toBe('ALLOW');
    expect(code(rbac, { id: 'doc20', kind: 'x' })).toBe('NO_GRANT');
    expect(code(rbac, { id: 'x', kind: 'kind3', owner: 'u' })).toBe('ALLOW');
    expect(code(rbac, { id: 'x', kind: 'kind3' })).toBe('NO_GRANT');
    expect(code(rbac, { kind: 'x' })).toBe('CONDITION_UNKNOWN');
    expect(code(rbac, { id: 'x' })).toBe('NO_GRANT');
    expect(code(rbac, { id: 'x', owner: 'u' })).toBe('CONDITION_UNKNOWN');
  });
  test('stand beside rules that ask for no certain value', () => {
    const rbac = engine({ roles: { R: { grants: [...grants, ...others] } } });
    expect(code(rbac, { id: 'me', owner: 'me' })).toBe('ALLOW');
    expect(code(rbac, { id: 'doc7', owner: 'me' })).toBe('ALLOW');
    expect(code(rbac, { id: 'x', kind: 'x', owner: 'me' })).toBe('CONDITION_UNKNOWN');
  });
  test('refuse what each of them refuses, and everything where its value is missing', () => {
    const denies = grants.map((each, i) => ({ id: `d${i}`, ...each }));
    const rbac = engine({ roles: { R: { grants: ['docs:read'] } }, denies });
    expect(code(rbac, { id: 'x', kind: 'x' })).toBe('ALLOW');
    expect(code(rbac, { id: 'doc7', kind: 'x' })).toBe('DENY_RULE');
    expect(code(rbac, { kind: 'x' })).toBe('DENY_RULE');
    expect(code(rbac, { id: 'x', kind: 'kind3', owner: 'u' })).toBe('DENY_RULE');
    expect(code(rbac, { id: 'x', kind: 'kind3' })).toBe('ALLOW');
    expect(code(rbac, { id: 'x', owner: 'u' })).toBe('DENY_RULE');
  });
});
