import type { AuditFilter, Outcome } from '@scry/audit';
import * as z from 'zod';
import { auditLogs } from '../../scry/audit.ts';

export const outcomes = ['SUCCESS', 'FAILURE', 'PARTIAL', 'DENIED'] as const satisfies readonly Outcome[];

const day = z
  .string()
  .refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)), {
    error: ({ input }) => `expected a day such as 2026-02-01, got "${input}"`,
  })
  .optional();

/** What is searched for. Days are in UTC, both included. */
export const auditQuery = z.strictObject({
  log: z
    .enum(auditLogs, { error: ({ input }) => `expected one of ${auditLogs.join(', ')}, got "${input}"` })
    .default('console'),
  action: z.string().max(100).optional(),
  outcome: z
    .enum(outcomes, { error: ({ input }) => `expected one of ${outcomes.join(', ')}, got "${input}"` })
    .optional(),
  actor: z.string().max(320).optional(),
  text: z.string().max(200).optional(),
  from: day,
  to: day,
});
export type AuditQuery = z.infer<typeof auditQuery>;

export const exportQuery = auditQuery.extend({ format: z.enum(['csv', 'jsonl']) });

const dayMs = 86_400_000;

/** `tenantId`: of whoever may see no more than their own. */
export function auditFilter({ action, outcome, actor, text, from, to }: AuditQuery, tenantId?: string): AuditFilter {
  return {
    ...(action !== undefined && { action }),
    ...(outcome !== undefined && { outcome }),
    ...(actor !== undefined && { actorId: actor }),
    ...(text !== undefined && { text }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to: new Date(Date.parse(to) + dayMs).toISOString() }),
    ...(tenantId !== undefined && { tenantId }),
  };
}

/** The address of an export. */
export function auditUrl(query: AuditQuery & { readonly format: string }): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) given.set(name, value);
  return `/operations/audit/export?${given}`;
}
