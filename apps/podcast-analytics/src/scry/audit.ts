/**
 * Why: who did what must be told years later, and nobody may have changed it meanwhile, not even we. Log-ins, keys, decisions on
 * permissions, settings, drills and imports are written to a hash chain in DATA_DIR/audit, redacted, before they are answered for:
 * what cannot be audited does not happen. The console has a log of its own, and the commands share another, for one process at a
 * time writes to a log. What a log proves, and `scry-audit`, which verifies one: packages/audit/README.md.
 */
import { join } from 'node:path';
import {
  type Audit,
  type AuditOptions,
  createAudit,
  defineActions,
  type EventInput,
  fileSink,
  isAuditLockedError,
} from '@scry/audit';
import { prometheus } from '@scry/audit/prometheus';
import { retry } from '@scry/retry';
import type { App } from '../main.ts';
import { auditActions } from '../platform/audit-actions.ts';
import { logEvents } from '../platform/log-events.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';
import { redact } from './redact.ts';

const catalogue = defineActions(auditActions);

type Actions = typeof catalogue.actions;
export type AppAudit = Audit<Actions>;

/** Where events go. Rejects when one could not be written: then the deed is not to be done. */
export type AuditTrail = Pick<AppAudit, 'log'>;

export const auditLogs = ['console', 'commands'] as const;
export type AuditLogName = (typeof auditLogs)[number];
export type AuditParts = Pick<App, 'telemetry' | 'now'> & { readonly dataDir: string };

export function auditDirectory(dataDir: string, name: AuditLogName): string {
  return join(dataDir, 'audit', name);
}

/** Opens one of the logs; the caller closes it. */
export function openAuditLog(name: AuditLogName, { dataDir, telemetry, now }: AuditParts): Promise<AppAudit> {
  // A file a day: whatever is older than seven years goes, and nothing younger stands in its file.
  const sink = fileSink({ directory: auditDirectory(dataDir, name), rotateEvery: 'day', retainYears: 7 });
  return createAudit(auditOptions(telemetry, { name, now, sinks: [sink] }));
}

export function auditOptions({ logger, metrics }: Telemetry, own: AuditOptions<Actions>): AuditOptions<Actions> {
  return { catalogue, redact, onEvent: each(logEvents(logger, 'audit', messages), prometheus(metrics)), ...own };
}

/** The log of the commands, open only while it is written: several of them may run at a time. */
export function commandTrail(parts: AuditParts): AuditTrail {
  return { log: (event: EventInput<Actions>) => withAuditLog('commands', parts, (audit) => audit.log(event)) };
}

const whileLocked = {
  attempts: 100,
  minDelayMs: 100,
  factor: 1,
  jitter: 'equal',
  retryIf: isAuditLockedError,
} as const;

/** Waits for another process that has the log. */
export async function withAuditLog<T>(name: AuditLogName, parts: AuditParts, work: (audit: AppAudit) => Promise<T>) {
  const audit = await retry(() => openAuditLog(name, parts), whileLocked);
  try {
    return await work(audit);
  } finally {
    await audit.close();
  }
}

const messages = {
  dropped: ['error', 'audit events dropped'],
  'sink-failed': ['error', 'audit sink failed'],
  'sink-dropped': ['error', 'audit sink dropped events'],
  'checkpoint-failed': ['error', 'audit checkpoint failed'],
} as const;
