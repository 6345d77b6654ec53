import type { Bucketing } from '../src/bucketing.ts';
import type { Issue } from '../src/issue.ts';
import type { Json, JsonObject } from '../src/json.ts';
import { compileRule } from '../src/logic/compile-rule.ts';
import type { Rule } from '../src/logic/rule.ts';

interface Given {
  readonly flagKey?: string;
  readonly bucketing?: Bucketing;
  readonly now?: () => number;
  readonly evaluators?: Readonly<Record<string, JsonObject>>;
}

/** A rule by itself, as the flag `the-flag` would have it, with what was said about it. */
export function compiled(json: Json, given: Given = {}): { rule: Rule; faults: Issue[]; missed: () => number } {
  const faults: Issue[] = [];
  let missed = 0;
  const rule = compileRule(json, 'targeting', {
    flagKey: 'the-flag',
    bucketing: 'v2',
    now: () => 0,
    evaluators: {},
    fault: (path, message) => faults.push({ path, message }),
    unitMissing: () => missed++,
    steps: { left: 0 },
    ...given,
  });
  return { rule, faults, missed: () => missed };
}
