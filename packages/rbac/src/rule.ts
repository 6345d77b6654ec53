import { type Compiled, compileCondition, type Types } from './compile-condition.ts';
import type { Condition } from './condition.ts';
import type { Decision } from './decision.ts';

/** A grant or a deny, made ready for one kind of resource. */
export interface Rule {
  /** What is answered when it decides. */
  readonly decision: Decision;
  readonly when: Condition | undefined;
  readonly fields: readonly string[] | undefined;
  readonly test: Compiled | undefined;
}

export function createRule(
  decision: Decision,
  { when, fields }: { readonly when?: Condition; readonly fields?: readonly string[] },
  types: Types,
): Rule {
  return { decision, when, fields, test: when && compileCondition(when, types) };
}
