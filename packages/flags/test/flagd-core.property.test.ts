import { FlagdCore } from '@openfeature/flagd-core';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createFlags, defineFlags, type EvaluationContext } from '../src/index.ts';
import type { Json } from '../src/json.ts';
import { contexts, targeting, variants } from './random-rules.ts';

// `npm run proof -- flags` compares a million (document, context): 10,000 documents with 100 contexts each.
const numRuns = Number(process.env['SCRY_PROOF_RUNS'] ?? 150);
const perDocument = numRuns < 10_000 ? 20 : 100;
const silent = { error() {}, warn() {}, info() {}, debug() {} };

function documentWith(rule: Json, defaultVariant: string | null): string {
  const values = Object.fromEntries(variants.map((name) => [name, `value of ${name}`]));
  return JSON.stringify({
    flags: { 'the-flag': { state: 'ENABLED', variants: values, defaultVariant, targeting: rule } },
  });
}

test(`answers as flagd-core does, in ${numRuns * perDocument} evaluations, wherever flagd-core answers`, () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
  let asked = 0;
  let refused = 0;
  const given = fc.array(contexts, { minLength: perDocument, maxLength: perDocument });
  fc.assert(
    fc.property(targeting, fc.constantFrom('a', null), given, (rule, defaultVariant, all) => {
      const source = documentWith(rule, defaultVariant);
      const flags = createFlags({ definitions: defineFlags({}) });
      expect(flags.update(source).ok).toBe(true);
      const core = new FlagdCore(undefined, silent, { disableDynamicCodeGeneration: true });
      core.setConfigurations(source);
      for (const context of all) {
        asked++;
        const ours = flags.evaluate('the-flag', context as EvaluationContext);
        const theirs = core.resolve('string', 'the-flag', 'none', context as never);
        if (isRefusal(theirs)) refused++;
        else expect(pick({ ...ours, value: ours.value ?? 'none' })).toEqual(pick(theirs));
      }
    }),
    { numRuns },
  );
  vi.useRealTimers();
  // The one difference that is made here too: it refuses to compare what is no number, where JsonLogic says false.
  expect(refused / asked).toBeLessThan(0.15);
}, 1_800_000);

function isRefusal({ errorCode, errorMessage = '' }: { errorCode?: string; errorMessage?: string }): boolean {
  return errorCode === 'PARSE_ERROR' || (errorCode === 'GENERAL' && errorMessage.startsWith('Error evaluating'));
}

function pick({
  value,
  variant,
  reason,
  errorCode,
}: {
  value: unknown;
  variant?: string;
  reason?: string;
  errorCode?: string;
}) {
  return { value, variant, reason, errorCode };
}
