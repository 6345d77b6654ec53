import { csvRow } from '../csv.ts';
import type { ComplianceReport } from './compliance-report.ts';

const header = [
  ...[
    'period',
    'actor_type',
    'actor_id',
    'tenant_id',
    'impersonated_by',
    'action',
    'outcome',
    'events',
    'first',
    'last',
  ],
];

/** A line for each deed: denials are those whose outcome says so. */
export function reportCsv({ deeds }: ComplianceReport): string {
  const rows = deeds.map(({ period, actor, action, outcome, count, first, last }) =>
    csvRow([period, actor.type, actor.id, actor.tenantId, actor.impersonatedBy, action, outcome, count, first, last]),
  );
  return csvRow(header) + rows.join('');
}
