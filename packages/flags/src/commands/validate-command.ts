import type { ReportCommand } from '@scry/internal/run-report-command';
import { lintRules } from './lint-rules.ts';
import { parseFile } from './read-input.ts';

export const validateCommand: ReportCommand = {
  name: 'validate',
  summary: 'Checks a document: its form, its rules, and what in them can hardly be meant.',
  operands: ['flags.json'],
  options: { strict: { description: 'take warnings for errors' } },
  run({ strict }, file) {
    const parsed = parseFile(file);
    const errors = parsed.ok ? [] : parsed.issues;
    const warnings = parsed.ok ? [...parsed.warnings, ...lintRules(parsed.document)] : [];
    const findings = [
      ...errors.map((issue) => ({ severity: 'error', ...issue })),
      ...warnings.map((issue) => ({ severity: 'warning', ...issue })),
    ];
    const lines = findings.map(({ severity, path, message }) => `${severity} at ${path || 'the document'}: ${message}`);
    const failed = errors.length > 0 || (strict !== undefined && warnings.length > 0);
    const summary = `${errors.length} errors, ${warnings.length} warnings`;
    return { data: findings, lines: [...lines, summary], failed };
  },
};
