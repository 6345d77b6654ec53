/**
 * Why: who did what must be told years later, and nobody may have changed it meanwhile, not even we. Log-ins, keys, decisions on
 * permissions, settings, drills and imports are written to a hash chain in DATA_DIR/audit, redacted, before they are answered for:
 * what cannot be audited does not happen. The console has a log of its own, and the commands share another, for one process at a
 * time writes to a log. What a log proves, and `scry-audit`, which verifies one: packages/audit/README.md.
 */
import { join } from 'node:path';
import {
  type Audit,
  type AuditNotice,
  type AuditOptions,
  actions,
  createAudit,
  defineActions,
  type EventInput,
  fileSink,
  isAuditLockedError,
} from '@scry/audit';
import { auditContext } from '@scry/audit/hono';
import { prometheus } from '@scry/audit/prometheus';
import { retry } from '@scry/retry';
import type { MiddlewareHandler } from 'hono';
import * as z from 'zod';
import type { HttpEnv } from '../platform/http/http-env.ts';
import type { Logger } from '../platform/logger.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';
import { redact } from './redact.ts';

const catalogue = defineActions({
  // One for every request: on disk within the second, and not before each answer.
  'permission.allowed': { ...actions['permission.allowed'], delivery: 'written' },
  'user.created': { details: z.looseObject({ role: z.string() }) },
  'user.password_changed': {},
  'drill.started': {},
  'drill.stopped': {},
});

type Actions = typeof catalogue.actions;
export type AppAudit = Audit<Actions>;

/** Where events go. Rejects when one could not be written: then the deed is not to be done. */
export type AuditTrail = Pick<AppAudit, 'log'>;

export const auditLogs = ['console', 'commands'] as const;
export type AuditLogName = (typeof auditLogs)[number];

export interface AuditParts {
  readonly dataDir: string;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

export function auditDirectory(dataDir: string, name: AuditLogName): string {
  return join(dataDir, 'audit', name);
}

/** Opens one of the logs; the caller closes it. */
export function openAuditLog(name: AuditLogName, { dataDir, telemetry, now }: AuditParts): Promise<AppAudit> {
  return createAudit(
    auditOptions(telemetry, { name, now, sinks: [fileSink({ directory: auditDirectory(dataDir, name) })] }),
  );
}

export function auditOptions({ logger, metrics }: Telemetry, own: AuditOptions<Actions>): AuditOptions<Actions> {
  return { catalogue, redact, onEvent: each(logTo(logger), prometheus(metrics)), ...own };
}

/** The log of the commands, open only while it is written: several of them may run at a time. */
export function commandTrail(parts: AuditParts): AuditTrail {
  return { log: (event: EventInput<Actions>) => withAuditLog('commands', parts, (audit) => audit.log(event)) };
}

/** Waits for another process that has the log. */
export async function withAuditLog<T>(
  name: AuditLogName,
  parts: AuditParts,
  work: (audit: AppAudit) => Promise<T>,
): Promise<T> {
  const audit = await retry(() => openAuditLog(name, parts), {
    attempts: 100,
    minDelayMs: 100,
    factor: 1,
    jitter: 'equal',
    retryIf: isAuditLockedError,
  });
  try {
    return await work(audit);
  } finally {
    await audit.close();
  }
}

/** Every event of a request says where that came from, and from whom once it is known. */
export function auditRequests(audit: AppAudit, trustProxy: number) {
  const request: MiddlewareHandler<HttpEnv> = auditContext<HttpEnv>({
    audit,
    trustProxy,
    context: (context) => ({ correlationId: context.get('requestId') }),
  });
  const actor: MiddlewareHandler<HttpEnv> = (context, next) => {
    const account = context.get('account');
    if (!account) return next();
    const { type, id, tenantId } = account;
    return audit.runWith({ actor: { type, id, tenantId } }, next);
  };
  return { request, actor };
}

function logTo(logger: Logger): (notice: AuditNotice) => void {
  return function logAuditNotice(notice) {
    if (notice.type === 'logged' || notice.type === 'checkpoint' || notice.type === 'rotated') return;
    const error = 'error' in notice ? { error: String(notice.error) } : {};
    logger.error({ ...notice, ...error }, `audit log: ${notice.type}`);
  };
}
