import { type Compiled, compileCondition, type Facts, partsOf, type Types } from './compile-condition.ts';
import type { Condition } from './condition.ts';
import type { ConditionTrace, Decision, Explanation, Outcome, RuleTrace } from './decision.ts';
import type { Handle } from './handle.ts';
import { objectOr, tenancy } from './judge.ts';
import { leafOf } from './relation.ts';
import type { Rule } from './rule.ts';

type Inputs = readonly [facts: Facts, resource: object, context: object];

/** Weighs every rule that speaks of the question, also those that a check would not come to. */
export function explain(
  handle: Handle,
  permission: string,
  resource: unknown,
  context: unknown,
  decision: Decision,
): Explanation {
  const rules: RuleTrace[] = [];
  for (let each: Handle | undefined = handle; each; each = each.owner) {
    const { standing, facts } = each.live();
    const { topic, denies, rules: grants } = standing.entry(permission);
    if (topic === undefined) continue;
    const inputs = [facts, objectOr(resource), objectOr(context)] as const;
    const trace = (effect: 'allow' | 'deny') => (rule: Rule) => traceRule(rule, effect, topic.types, inputs);
    rules.push(...denies.all.map(trace('deny')), ...grants.all.map(trace('allow')));
  }
  return {
    decision,
    roles: [...handle.standing.roles],
    tenant: tenantOf(handle, permission, objectOr(resource)),
    rules,
  };
}

function tenantOf({ engine, standing, facts }: Handle, permission: string, resource: object): Explanation['tenant'] {
  const { compiled } = engine;
  if (compiled.policy.tenant === false) return 'none';
  try {
    const fault = tenancy(compiled, standing.entry(permission), facts, resource);
    return fault === undefined ? 'same' : fault === 'TENANT_MISMATCH' ? 'different' : 'missing';
  } catch {
    return 'missing'; // what cannot be read is not there
  }
}

function traceRule(
  { decision, when, test }: Rule,
  effect: RuleTrace['effect'],
  types: Types,
  inputs: Inputs,
): RuleTrace {
  const condition = when ? traceCondition(when, types, inputs) : null;
  return { ruleId: decision.ruleId ?? '', effect, outcome: test ? outcomeOf(test, inputs) : 'true', condition };
}

function traceCondition(condition: Condition, types: Types, inputs: Inputs): ConditionTrace {
  const outcome = outcomeOf(compileCondition(condition, types), inputs);
  const parts = 'not' in condition ? [condition.not] : partsOf(condition);
  if (parts) {
    const [op = ''] = Object.keys(condition);
    return { op, outcome, paths: [], parts: parts.map((part) => traceCondition(part, types, inputs)) };
  }
  const { op, left, path } = leafOf(condition);
  return { op, outcome, paths: path === undefined ? [left] : [left, path], parts: [] };
}

/** What cannot be read, because a getter or a Proxy throws, is unknown. */
export function outcomeOf({ holds, fails }: Compiled, inputs: Inputs): Outcome {
  try {
    return holds(...inputs) ? 'true' : fails(...inputs) ? 'false' : 'unknown';
  } catch {
    return 'unknown';
  }
}
