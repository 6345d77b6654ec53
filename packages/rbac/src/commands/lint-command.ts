import type { ReportCommand } from '@scry/internal/run-report-command';
import { lintPolicy } from '../lint-policy.ts';
import { readPolicyFile } from './read-input.ts';

export const lintCommand: ReportCommand = {
  name: 'lint',
  summary: 'Checks a policy: its form, and what in it can never matter or hardly be meant.',
  operands: ['policy.json'],
  options: { strict: { description: 'take warnings for errors' } },
  run({ strict }, file) {
    const findings = lintPolicy(readPolicyFile(file));
    const failed = findings.some(({ severity }) => severity === 'error' || strict !== undefined);
    const lines = findings.map(({ severity, rule, path, message }) => `${severity} ${rule} at ${path}: ${message}`);
    return { data: findings, lines: [...lines, `${findings.length} findings`], failed };
  },
};
