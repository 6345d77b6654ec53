import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFlags, defineFlags, type EvaluationContext, flag } from '../src/index.ts';
import { operators } from '../src/logic/operators.ts';

// `npm run proof -- flags` asks a million times: 10,000 documents with 100 contexts each.
const numRuns = Number(process.env['SCRY_PROOF_RUNS'] ?? 300);
const perDocument = numRuns < 10_000 ? 10 : 100;

const names = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...Object.keys(operators), '$ref') },
  { weight: 1, arbitrary: fc.constantFrom('constructor', '__proto__', 'toString', 'log', '') },
);
const paths = fc.constantFrom(
  '',
  'a',
  'a.b',
  'b.0',
  'constructor.name',
  '__proto__',
  '$flagd',
  '$flagd.timestamp',
  'targetingKey',
);

/** Rules of every operator over anything, in any number and in any depth. */
const { rule } = fc.letrec<Record<'rule', unknown>>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'medium' },
    fc.jsonValue({ maxDepth: 1 }),
    paths,
    paths.map((path) => ({ var: path })),
    fc.tuple(names, fc.array(tie('rule'), { maxLength: 4 })).map(([name, args]) => Object.fromEntries([[name, args]])),
    fc.tuple(names, tie('rule')).map(([name, arg]) => Object.fromEntries([[name, arg]])),
    fc.array(tie('rule'), { maxLength: 3 }),
  ),
}));

const contexts = fc.oneof(
  fc.dictionary(
    fc.constantFrom('a', 'b', 'targetingKey', '$flagd', '__proto__'),
    fc.anything({ withDate: true, withBigInt: true, withNullPrototype: true }),
  ),
  fc.anything(),
);

test(`no rule and no context makes an evaluation throw, in ${numRuns * perDocument} of them`, () => {
  const bucketing = fc.constantFrom('v2', 'v3');
  const given = fc.array(contexts, { minLength: perDocument, maxLength: perDocument });
  fc.assert(
    fc.property(rule, bucketing, given, (targeting, scryBucketing, all) => {
      const flags = createFlags({ definitions: defineFlags({ f: flag.string('fallback') }) });
      const f = {
        state: 'ENABLED',
        variants: { a: 'A', b: 'B' },
        defaultVariant: 'a',
        targeting: { if: [targeting, 'a', targeting] },
      };
      flags.update({ flags: { f }, metadata: { scryBucketing } });
      for (const context of all) {
        const { value, reason } = flags.details('f', context as EvaluationContext);
        expect(['A', 'B', 'fallback']).toContain(value);
        expect(value === 'fallback').toBe(reason === 'ERROR');
      }
    }),
    { numRuns },
  );
}, 1_800_000);
