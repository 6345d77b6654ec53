import { readObjectOption } from '@scry/internal/read-json';
import type { ReportCommand } from '@scry/internal/run-report-command';
import type { ConditionTrace, Explanation } from '../decision.ts';
import * as questionOptions from './question-options.ts';
import { looseRbac, readPolicyFile, requireObjectOption, requireOption, requirePermission } from './read-input.ts';

export const explainCommand: ReportCommand = {
  name: 'explain',
  summary: 'Tells why something is allowed or denied, rule by rule.',
  operands: ['policy.json'],
  options: {
    who: questionOptions.who,
    permission: questionOptions.permission,
    resource: questionOptions.resource,
    context: questionOptions.context,
  },
  run(options, file) {
    const policy = readPolicyFile(file);
    const permission = requirePermission(policy, requireOption(options, 'permission'));
    const who = requireObjectOption(options, 'who');
    const [resource, context] = ['resource', 'context'].map((name) => readObjectOption(options, name));
    const explanation = looseRbac(policy).explain(who, permission, resource, context);
    return { data: explanation, lines: linesOf(permission, explanation) };
  },
};

function linesOf(permission: string, { decision, roles, tenant, rules }: Explanation): string[] {
  const reason = decision.ruleId === null ? decision.code : `${decision.code}, ${decision.ruleId}`;
  return [
    `${permission} is ${decision.allowed ? 'allowed' : 'denied'}: ${reason}`,
    `roles in force: ${roles.join(', ') || 'none'}`,
    `tenant: ${tenant}`,
    ...rules.flatMap(({ ruleId, effect, outcome, condition }) => [
      `${effect} ${ruleId}: ${outcome}`,
      ...(condition ? conditionLines(condition, '  ') : []),
    ]),
  ];
}

function conditionLines({ op, outcome, paths, parts }: ConditionTrace, indent: string): string[] {
  const head = `${indent}${[op, ...paths].join(' ')}: ${outcome}`;
  return [head, ...parts.flatMap((part) => conditionLines(part, `${indent}  `))];
}
