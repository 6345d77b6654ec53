import type { AuditFilter } from './audit-filter.ts';

/** A condition for after WHERE …, which begins with ` and` where there is one, and the values that it speaks of. */
export interface Where {
  readonly sql: string;
  readonly values: string[];
}

/** Says a filter in SQL; what is asked for stands in the values alone. */
export function whereOf(filter: AuditFilter): Where {
  const values: string[] = [];
  const value = (text: string): string => `$${values.push(text)}`;
  const { from, to, action, outcome, actorId, resourceType, resourceId, tenantId, correlationId, text } = filter;
  const equal: readonly (readonly [column: string, wanted: string | undefined])[] = [
    ['outcome', outcome],
    ['actor_id', actorId],
    ['resource_type', resourceType],
    ['resource_id', resourceId],
    ['correlation_id', correlationId],
  ];
  const conditions = equal.flatMap(([column, wanted]) =>
    wanted === undefined ? [] : [`${column} = ${value(searchable(wanted))}`],
  );
  if (from !== undefined) conditions.push(`time >= ${value(new Date(from).toISOString())}::timestamptz`);
  if (to !== undefined) conditions.push(`time < ${value(new Date(to).toISOString())}::timestamptz`);
  if (action?.endsWith('*')) conditions.push(`starts_with(action, ${value(searchable(action.slice(0, -1)))})`);
  else if (action !== undefined) conditions.push(`action = ${value(searchable(action))}`);
  if (tenantId !== undefined) {
    const tenant = value(searchable(tenantId));
    conditions.push(`(actor_tenant_id = ${tenant} or resource_tenant_id = ${tenant})`);
  }
  // Other letters have their lower case by the locale of the database.
  if (text !== undefined && /^[ -~]*$/.test(text)) {
    conditions.push(`strpos(lower(line collate "C"), ${value(text.toLowerCase())}) > 0`);
  }
  return { sql: conditions.map((condition) => ` and ${condition}`).join(''), values };
}

/** PostgreSQL's texts hold no NUL and no lone surrogate: in columns another character stands for them, in the line they are escapes. */
export function searchable(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(/\p{Cs}/gu, '\ufffd');
}
