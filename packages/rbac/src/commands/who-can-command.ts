import { WrongInput } from '@scry/internal/command-line';
import { isJsonObject, type JsonObject, readJsonOption, readObjectOption } from '@scry/internal/read-json';
import type { Given, Report, ReportCommand } from '@scry/internal/run-report-command';
import { table } from '@scry/internal/table';
import { cellOf, roleRules } from '../role-rules.ts';
import type { Permission, Policy } from '../vocabulary.ts';
import * as questionOptions from './question-options.ts';
import { looseRbac, readPolicyFile, requireOption, requirePermission } from './read-input.ts';

export const whoCanCommand: ReportCommand = {
  name: 'who-can',
  summary: 'Lists the roles that may do something, or those of some principals.',
  operands: ['policy.json'],
  options: {
    permission: questionOptions.permission,
    principals: { value: 'json|@file', description: 'a list of principals to choose from, instead of the roles' },
    resource: questionOptions.resource,
    context: questionOptions.context,
  },
  run(options, file) {
    const policy = readPolicyFile(file);
    const permission = requirePermission(policy, requireOption(options, 'permission'));
    return options['principals'] === undefined
      ? rolesReport(policy, permission)
      : principalsReport(policy, permission, options);
  },
};

function rolesReport(policy: Policy, permission: Permission): Report {
  const data = Object.keys(policy.roles).flatMap((role) => {
    const rules = roleRules(policy, role, permission);
    const cell = cellOf(rules);
    if (cell === 'no') return [];
    return [
      {
        role,
        allowed: cell,
        grants: rules.grants.map(({ ruleId }) => ruleId),
        denies: rules.denies.map(({ id }) => id),
      },
    ];
  });
  const rows = data.map(({ role, allowed, grants, denies }) => [role, allowed, grants.join(', '), denies.join(', ')]);
  const lines = data.length > 0 ? table([['role', 'allowed', 'granted by', 'unless denied by'], ...rows]) : ['nobody'];
  return { data, lines };
}

function principalsReport(policy: Policy, permission: Permission, options: Given): Report {
  const principals = readJsonOption(options, 'principals');
  if (!Array.isArray(principals) || !principals.every(isJsonObject)) {
    throw new WrongInput('--principals must be a JSON list of objects');
  }
  const [resource, context] = ['resource', 'context'].map((name) => readObjectOption(options, name));
  const rbac = looseRbac(policy);
  const found = principals.filter((each: JsonObject) => rbac.check(each, permission, resource, context));
  // A principal without an id is told by all that it is.
  const lines = found.map((each: { id?: unknown }) => (each.id === undefined ? JSON.stringify(each) : String(each.id)));
  return { data: found, lines: lines.length > 0 ? lines : ['nobody'] };
}
