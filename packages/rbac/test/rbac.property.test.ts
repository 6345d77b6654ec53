import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRbac, definePolicy, type PolicyDocument, type ResourceInput, type Vocabulary } from '../src/index.ts';
import { naiveDecision } from './naive-evaluator.ts';
import { permissions, type Random, randomCase, randomOf, randomRow } from './random-cases.ts';

// With `SCRY_PROOF_RUNS=10000` each property asks a million questions.
const isLong = process.env['SCRY_PROOF_RUNS'] !== undefined;
const seeds = { numRuns: Number(process.env['SCRY_PROOF_RUNS'] ?? 500) };
const now = 1_000;
type Facts = Readonly<Record<string, unknown>>;

function questions(random: Random) {
  return Array.from({ length: isLong ? 100 : 8 }, () => ({
    permission: permissions[Math.floor(random() * permissions.length)] ?? 'docs:read',
    resource: random() < 0.1 ? undefined : (randomRow(random) as ResourceInput<Vocabulary, 'docs:read'>), // or of other types
  }));
}

describe('the compiled engine', () => {
  test('answers as the naive evaluator does, from an input and from a handle', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomOf(seed);
        const { document, principal, context } = randomCase(random);
        const rbac = createRbac(definePolicy(document), { now: () => now });
        const handle = rbac.principal(principal);
        for (const { permission, resource } of questions(random)) {
          const expected = naiveDecision({
            document,
            principal: principal as Facts,
            permission,
            resource: resource as Facts,
            context: context as Facts,
            now,
          });
          expect(rbac.decide(principal, permission, resource, context).code).toBe(expected);
          expect(rbac.decide(handle, permission, resource, context).code).toBe(expected);
          expect(rbac.check(handle, permission, resource, context)).toBe(expected === 'ALLOW');
        }
      }),
      seeds,
    );
  });

  test('does not care for the order of rules, roles and parts, nor for a round trip through JSON', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomOf(seed);
        const { document, principal, context } = randomCase(random);
        const one = createRbac(definePolicy(document), { now: () => now });
        const other = createRbac(definePolicy(shuffled(JSON.parse(JSON.stringify(document)), random)), {
          now: () => now,
        });
        for (const { permission, resource } of questions(random)) {
          const { code } = one.decide(principal, permission, resource, context);
          expect(other.decide(principal, permission, resource, context).code).toBe(code);
        }
      }),
      seeds,
    );
  });
});

/** Every list of rules, roles and parts turned around, or mixed; the sides of a comparison stay where they are. */
function shuffled(document: PolicyDocument, random: Random): PolicyDocument {
  const turn = (value: unknown, key: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const children = Object.entries(value).map(([name, each]) => [name, turn(each, name)] as const);
    if (!Array.isArray(value)) return Object.fromEntries(children.sort(() => random() - 0.5));
    const list = children.map(([, each]) => each);
    return ['grants', 'denies', 'inherits', 'and', 'or', 'unlessRoles', 'actions'].includes(key)
      ? list.sort(() => random() - 0.5)
      : list;
  };
  // The same shape as what went in.
  return turn(document, '') as PolicyDocument;
}
