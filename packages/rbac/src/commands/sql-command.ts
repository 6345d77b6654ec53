import { WrongInput } from '@scry/internal/command-line';
import { readObjectOption } from '@scry/internal/read-json';
import type { ReportCommand } from '@scry/internal/run-report-command';
import type { Permission, Policy } from '../vocabulary.ts';
import type { Column } from '../where-options.ts';
import * as questionOptions from './question-options.ts';
import { looseRbac, readPolicyFile, requireObjectOption, requireOption, requirePermission } from './read-input.ts';

export const sqlCommand: ReportCommand = {
  name: 'sql',
  summary: 'Shows the SQL condition that selects what a principal may see.',
  operands: ['policy.json'],
  options: {
    who: questionOptions.who,
    permission: questionOptions.permission,
    dialect: { value: 'dialect', description: 'postgres (if left out) or sqlite' },
    columns: {
      value: 'json|@file',
      description: 'attributes to columns; if left out, each has the name of its attribute',
    },
    context: { value: 'json|@file', description: 'what the request brings along' },
    alias: { value: 'name', description: 'the name of the table in the query' },
  },
  run(options, file) {
    const policy = readPolicyFile(file);
    const permission = requirePermission(policy, requireOption(options, 'permission'));
    const { dialect = 'postgres', alias } = options;
    if (dialect !== 'postgres' && dialect !== 'sqlite') {
      throw new WrongInput(`--dialect must be postgres or sqlite, got ${dialect}`);
    }
    const who = requireObjectOption(options, 'who');
    const context = readObjectOption(options, 'context');
    // `where` checks each column.
    const columns = (readObjectOption(options, 'columns') ?? {}) as Record<string, Column>;
    const all = { ...ownColumns(policy, permission), ...columns };
    try {
      const clause = looseRbac(policy).where(who, permission, {
        ...{ dialect, columns: all },
        ...(context && { context }),
        ...(alias !== undefined && { alias }),
      });
      return {
        data: clause,
        lines: [clause.sql, ...clause.params.map((value, i) => `${i + 1}: ${JSON.stringify(value)}`)],
      };
    } catch (error) {
      // `where` throws for its options, and these were typed.
      throw new WrongInput((error as Error).message);
    }
  },
};

/** Each attribute of the resource in a column of its name. */
function ownColumns({ resources }: Policy, permission: Permission): Record<string, Column> {
  const attributes = resources[permission.slice(0, permission.indexOf(':'))]?.attributes;
  const columns = Object.entries(attributes ?? {}).map(([name, type]) => {
    return [name, type.endsWith('[]') ? { array: name } : name];
  });
  return Object.fromEntries(columns);
}
