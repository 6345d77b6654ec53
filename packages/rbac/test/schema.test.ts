import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { definePolicy, isPolicyError } from '../src/index.ts';
import { policyJsonSchema, policySchema } from '../src/schema.ts';
import { policy } from './agency.ts';

const accepts = new Ajv2020({ allowUnionTypes: true, strictTypes: false }).compile(policyJsonSchema);
const document = JSON.parse(JSON.stringify(policy));
const full = {
  ...document,
  resources: { ...document.resources, campaigns: { ...document.resources.campaigns, fields: ['name', 'budget'] } },
  roles: {
    ...document.roles,
    EDITOR: {
      grants: [{ permission: 'campaigns:update', fields: ['name'], when: { not: { exists: 'resource.status' } } }],
    },
    BROAD: { grants: ['*:read'] },
  },
  constraints: { static: [{ id: 'duty', roles: ['VIEWER', 'ROOT'], max: 1 }], dynamic: [] },
};

/** The message of `definePolicy`, or nothing. */
function refusal(candidate: unknown): string[] {
  try {
    definePolicy(candidate as never);
    return [];
  } catch (error) {
    if (!isPolicyError(error)) throw error;
    return error.problems.map(({ path, message }) => `${path} ${message}`);
  }
}

/** What only the document as a whole can tell. */
const beyondASchema = [
  /is no (?:permission|role|field|action) of the (?:policy|resource)/,
  /is no (?:field|permission)/,
  /must be a declared attribute/,
  /is the id of another rule/,
  /comes back to the role itself/,
  /cannot compare/,
  /is nested deeper/,
  /is the tenant, and must be/,
  /must be a declared string or number/,
  /less than the number of roles/,
  /is no attribute: the word has a meaning of its own/,
  /well-formed Unicode/,
];

const values = fc.oneof(
  fc.constantFrom(
    null,
    0,
    1,
    -1,
    1.5,
    true,
    false,
    '',
    '*',
    '*:*',
    'VIEWER',
    'campaigns:read',
    'a b',
    '__proto__',
    [],
    {},
    [[]],
  ),
  fc.jsonValue({ maxDepth: 1 }),
);
const steps = fc.array(
  fc.tuple(fc.nat(), fc.nat(3), values, fc.constantFrom('x', 'when', 'id', 'not', 'roles', '1', 'é')),
  {
    minLength: 1,
    maxLength: 3,
  },
);

/** Changes, takes out or adds something at a place of the document. */
function mutated(source: unknown, changes: readonly (readonly [number, number, unknown, string])[]): unknown {
  const copy: unknown = structuredClone(source);
  for (const [place, kind, value, key] of changes) {
    const parts = partsOf(copy);
    const parent = parts[place % parts.length] as Record<string, unknown>;
    const names = Object.keys(parent);
    const name = names[place % Math.max(1, names.length)] ?? key;
    if (kind === 0 && !Array.isArray(parent)) delete parent[name];
    else if (kind === 1) parent[Array.isArray(parent) ? parent.length : key] = value;
    else parent[name] = value;
  }
  return JSON.parse(JSON.stringify(copy));
}

function partsOf(value: unknown): object[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(partsOf)] : [];
}

test('the schemas take a policy with everything in it', () => {
  expect(refusal(full)).toEqual([]);
  expect(accepts(full)).toBe(true);
  expect(policySchema.parse(full)).toEqual(definePolicy(full));
});

test('what the JSON Schema refuses, definePolicy refuses; what it takes, definePolicy refuses for reasons of the whole only', () => {
  const seen = { refused: 0, taken: 0 };
  fc.assert(
    fc.property(steps, (changes) => {
      const candidate = mutated(full, changes);
      const problems = refusal(candidate);
      if (!accepts(candidate)) {
        seen.refused++;
        expect(problems, JSON.stringify(accepts.errors)).not.toEqual([]);
      } else {
        seen.taken++;
        expect(problems.filter((problem) => !beyondASchema.some((known) => known.test(problem)))).toEqual([]);
      }
    }),
    { numRuns: 3_000, seed: 7 },
  );
  expect(seen.refused).toBeGreaterThan(300);
  expect(seen.taken).toBeGreaterThan(100);
});

test('the zod schema takes what definePolicy takes, and has its problems for issues', () => {
  fc.assert(
    fc.property(steps, (changes) => {
      const candidate = mutated(full, changes);
      const { success, error } = policySchema.safeParse(candidate);
      expect(success).toBe(refusal(candidate).length === 0);
      expect(error?.issues.length ?? 0).toBe(refusal(candidate).length);
    }),
    { numRuns: 300, seed: 8 },
  );
});

test('an issue has the path of its problem', () => {
  const broken = {
    ...full,
    roles: { A: { grants: [{ permission: 'campaigns:read', when: { eq: ['resource.nope', 1] } }] } },
    denies: [],
  };
  const { error } = policySchema.safeParse({ ...broken, constraints: {} });
  expect(error?.issues).toMatchObject([
    {
      code: 'custom',
      path: ['roles', 'A', 'grants', 0, 'when', 'eq', 0],
      message: expect.stringContaining('declared'),
    },
  ]);
  expect(policySchema.safeParse(null).error?.issues).toMatchObject([{ path: [] }]);
});

test('an error that is none of the policy is passed on', () => {
  const hostile = new Proxy({}, { ownKeys: () => expect.unreachable('trap') });
  expect(() => policySchema.parse(hostile)).toThrow('trap');
});

test('zod writes the JSON Schema', () => {
  expect(z.toJSONSchema(policySchema, { io: 'input' })).toEqual(policyJsonSchema);
});
