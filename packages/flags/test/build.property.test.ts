// Whatever is built means the same to flagd's own JavaScript. `npm run proof -- flags` tries 10,000 documents, each with 50 contexts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as build from '../src/build.ts';
import type { EvaluationContext, JsonObject } from '../src/index.ts';
import { engines, evaluating } from './engines.ts';

const runs = Number(process.env['SCRY_PROOF_RUNS'] ?? 300);
const attribute = fc.constantFrom('plan', 'age', 'country', 'version', 'tags', 'missing');
const text = fc.constantFrom('pro', 'free', 'de', '2.1.0', '2.10.0', 'x');
const number = fc.constantFrom(-1, 0, 1, 17.5, 18, 1e9);
const scalar = fc.oneof(text, number, fc.boolean());

const simple: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.tuple(fc.constantFrom(build.eq, build.ne), attribute, scalar).map(([op, name, value]) => op(name, value)),
  // flagd's JavaScript fails where it is to compare a text with a number.
  fc
    .tuple(fc.constantFrom(build.lt, build.le, build.gt, build.ge), fc.constantFrom('age', 'missing'), number)
    .map(([op, name, value]) => op(name, value)),
  fc.tuple(attribute, fc.array(scalar, { maxLength: 3 })).map(([name, values]) => build.isIn(name, values)),
  fc
    .tuple(fc.constantFrom(build.startsWith, build.endsWith), attribute, text)
    .map(([op, name, value]) => op(name, value)),
  fc.tuple(fc.constantFrom('plan', 'tags', 'missing'), text).map(([name, value]) => build.contains(name, value)),
  fc
    .tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '~', '^'), fc.constantFrom('2.1.0', '2.10.0', '3.0.0'))
    .map(([op, version]) => build.semVer('version', op as build.SemVerOperator, version)),
  attribute.map(build.exists),
  fc.constant(build.segment('shared')),
);
const { condition } = fc.letrec<{ condition: JsonObject }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    simple,
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => build.all(...all)),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => build.any(...any)),
    tie('condition').map(build.not),
  ),
}));

const percent = fc.constantFrom(0, 0.1, 10, 33.333, 50, 100);
const by = fc.constantFrom(undefined, 'plan', 'targetingKey');
const flag = fc
  .record({
    allowed: fc.array(scalar, { maxLength: 2 }),
    rules: fc.array(condition, { maxLength: 3 }),
    percent,
    by,
    some: condition,
  })
  .map(({ allowed, rules, percent: reached, by: unit, some }) => {
    const options = unit === undefined ? {} : { by: unit };
    const ruled = rules.reduce((made, rule, i) => made.when(rule, i % 2 ? 'on' : 'off'), build.bool('it'));
    return ruled
      .allow('plan', allowed)
      .rollout('on', reached, { ...options, when: some })
      .rollout('on', reached, options);
  });
const trial = fc
  .record({
    enrolled: percent,
    audience: condition,
    weights: fc.tuple(percent, fc.constantFrom(1, 2.5)),
    from: fc.nat(50),
  })
  .map(({ enrolled, audience, weights: [a, b], from }) =>
    build
      .experiment('it')
      .split({ a, b, c: 1 })
      .enroll(enrolled)
      .audience(audience)
      .layer('x', [from, from + 40]),
  );

const context: fc.Arbitrary<EvaluationContext> = fc.record(
  {
    targetingKey: fc.oneof(
      fc.nat(1_000).map((n) => `u${n}`),
      fc.constant(''),
    ),
    plan: text,
    age: number,
    country: text,
    version: fc.constantFrom('2.1.0', '2.9.9', '3.0.0-rc.1', 'none'),
    tags: fc.array(text, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

test(`${runs} documents that were built mean the same to both engines`, () => {
  fc.assert(
    fc.property(
      fc.oneof(flag, trial),
      condition,
      fc.array(context, { minLength: 50, maxLength: 50 }),
      (built, shared, all) => {
        // A segment that speaks of itself is refused.
        const segments = { shared: JSON.stringify(shared).includes('$ref') ? build.exists('plan') : shared };
        const [ours, theirs] = engines.map(([, load]) => evaluating(load, [built], { segments }));
        for (const each of all) expect(ours?.('it', each)).toEqual(theirs?.('it', each));
      },
    ),
    { numRuns: runs },
  );
});
