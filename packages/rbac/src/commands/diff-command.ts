import type { ReportCommand } from '@scry/internal/run-report-command';
import { diffPolicies } from '../diff-policies.ts';
import { readPolicyFile } from './read-input.ts';

export const diffCommand: ReportCommand = {
  name: 'diff',
  summary: 'Shows what each role gains and loses from one policy to the next; an escalation is a finding.',
  operands: ['before.json', 'after.json'],
  options: {},
  run(_, before, after) {
    const changes = diffPolicies(readPolicyFile(before), readPolicyFile(after));
    const escalations = changes.filter(({ escalation }) => escalation).length;
    const lines = changes.map(
      ({ kind, escalation, message }) => `${escalation ? 'ESCALATION' : 'change'} ${kind}: ${message}`,
    );
    const summary = `${changes.length} changes, ${escalations} of them escalations`;
    return { data: { escalations, changes }, lines: [...lines, summary], failed: escalations > 0 };
  },
};
