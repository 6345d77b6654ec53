import type { ReportCommand } from '@scry/internal/run-report-command';
import { table } from '@scry/internal/table';
import { matrix } from '../matrix.ts';
import { permissionsOf } from '../role-rules.ts';
import { readPolicyFile } from './read-input.ts';

export const matrixCommand: ReportCommand = {
  name: 'matrix',
  summary: 'Shows what each role may do.',
  operands: ['policy.json'],
  options: {},
  run(_, file) {
    const policy = readPolicyFile(file);
    const data = matrix(policy);
    const roles = Object.entries(data);
    const rows = permissionsOf(policy).map((permission) => [
      permission,
      ...roles.map(([, row]) => String(row[permission])),
    ]);
    return { data, lines: table([['permission', ...roles.map(([role]) => role)], ...rows]) };
  },
};
