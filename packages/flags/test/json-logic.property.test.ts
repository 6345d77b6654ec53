import fc from 'fast-check';
import jsonLogic from 'json-logic-js';
import { expect, test } from 'vitest';
import { compiled } from './compiled.ts';
import { contexts, rules } from './random-rules.ts';

const numRuns = Number(process.env['SCRY_PROOF_RUNS'] ?? 300);
const ofFlagd = /"(?:fractional|sem_ver|starts_with|ends_with)"|\$flagd/;

test(`answers any rule of JsonLogic as json-logic-js does, in ${numRuns} rules with 20 contexts each`, () => {
  const pure = rules.filter((rule) => !ofFlagd.test(JSON.stringify(rule)));
  fc.assert(
    fc.property(pure, fc.array(contexts, { minLength: 20, maxLength: 20 }), (json, all) => {
      const { rule } = compiled(json);
      for (const context of all) {
        // Its types know fewer rules than it does.
        expect(rule(context)).toEqual(jsonLogic.apply(json as never, context));
      }
    }),
    { numRuns },
  );
});
