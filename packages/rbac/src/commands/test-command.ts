import { WrongInput } from '@scry/internal/command-line';
import { isJsonObject, type JsonObject, readJsonFile } from '@scry/internal/read-json';
import type { ReportCommand } from '@scry/internal/run-report-command';
import type { Decision } from '../decision.ts';
import type { Rbac } from '../rbac.ts';
import type { Permission } from '../vocabulary.ts';
import { looseRbac, readPolicyFile, requirePermission } from './read-input.ts';

/** A question and its right answer, as it stands in a file of cases. */
interface Case {
  readonly name: string;
  readonly who: JsonObject;
  readonly permission: Permission;
  readonly resource: JsonObject | undefined;
  readonly context: JsonObject | undefined;
  readonly expect: string;
}

const keys = ['name', 'who', 'permission', 'resource', 'context', 'expect'];
const outcomes = ['allow', 'deny'];
// A record, so that the compiler holds it against the codes that there are.
const codes: Readonly<Record<Decision['code'], true>> = {
  ALLOW: true,
  NO_GRANT: true,
  DENY_RULE: true,
  TENANT_MISMATCH: true,
  TENANT_MISSING: true,
  CONDITION_UNKNOWN: true,
  EXPIRED: true,
  SCOPE: true,
  CONSTRAINT: true,
  UNKNOWN_PERMISSION: true,
};

export const testCommand: ReportCommand = {
  name: 'test',
  summary: 'Asks the questions of a file, and holds the answers against those expected.',
  operands: ['policy.json', 'cases.json'],
  options: {},
  run(_, policyFile, casesFile) {
    const policy = readPolicyFile(policyFile);
    const rbac = looseRbac(policy);
    const cases = readCases(readJsonFile(casesFile), casesFile);
    for (const { permission } of cases) requirePermission(policy, permission);
    const results = cases.map((each) => resultOf(rbac, each));
    const failed = results.filter(({ passed }) => !passed);
    const lines = failed.map(({ name, expected, code, rule }) => {
      return `FAILED ${name}: expected ${expected}, got ${code}${rule === null ? '' : `, ${rule}`}`;
    });
    const summary = `${results.length - failed.length} of ${results.length} passed`;
    return {
      data: { passed: results.length - failed.length, failed },
      lines: [...lines, summary],
      failed: failed.length > 0,
    };
  },
};

function resultOf(rbac: Rbac, { name, who, permission, resource, context, expect }: Case) {
  const { allowed, code, ruleId } = rbac.decide(who, permission, resource, context);
  const passed = expect === code || expect === (allowed ? 'allow' : 'deny');
  return { name, passed, expected: expect, code, rule: ruleId };
}

/** @throws WrongInput with every problem of the file; a file without a case proves nothing. */
function readCases(file: unknown, name: string): Case[] {
  if (!Array.isArray(file) || file.length === 0)
    throw new WrongInput(`${name} must be a JSON list of cases, not an empty one`);
  const problems = file.flatMap((each: unknown, index) =>
    problemsOf(each).map((problem) => `\n- [${index}]${problem}`),
  );
  if (problems.length > 0) throw new WrongInput(`${name} has ${problems.length} problems:${problems.join('')}`);
  return file.map((each: Case, index) => ({ ...each, name: each.name ?? `[${index}] ${each.permission}` }));
}

function problemsOf(each: unknown): string[] {
  if (!isJsonObject(each)) return [' must be an object'];
  const { name, who, permission, resource, context, expect } = each;
  const unknown = Object.keys(each).filter((key) => !keys.includes(key));
  const isAnswer = typeof expect === 'string' && (outcomes.includes(expect) || Object.hasOwn(codes, expect));
  return [
    ...unknown.map((key) => `.${key} is unknown, expected ${keys.join(', ')}`),
    ...(name === undefined || typeof name === 'string' ? [] : ['.name must be a string']),
    ...(isJsonObject(who) ? [] : ['.who must be an object']),
    ...(typeof permission === 'string' ? [] : ['.permission must be a string']),
    ...(resource === undefined || isJsonObject(resource) ? [] : ['.resource must be an object']),
    ...(context === undefined || isJsonObject(context) ? [] : ['.context must be an object']),
    ...(isAnswer ? [] : [`.expect must be one of ${[...outcomes, ...Object.keys(codes)].join(', ')}`]),
  ];
}
