import { z } from 'zod';
import type { Delivery } from './audit.ts';

/** What is known of an action: what its details must be, and how its events are delivered. */
export interface ActionDefinition<S extends z.ZodType = z.ZodType> {
  /** The schema of `details`. Without it events of this action have none. */
  readonly details?: S;
  /** The version of the schema. @default 1 */
  readonly version?: number;
  /** @default that of the audit log */
  readonly delivery?: Delivery;
}

/** Actions by their dotted names. */
export type ActionDefinitions = Readonly<Record<string, ActionDefinition>>;

/** The actions that are built in. */
export type BuiltInActions = ReturnType<typeof builtInActions>;

/**
 * The actions that are built in, each with the schema of its details. Details may say more than the schema names; what it
 * names must be of its kind.
 *
 * @example
 * actions['data.export'].details.parse({ records: 120, format: 'csv' });
 */
export const actions = /* @__PURE__ */ builtInActions();

function builtInActions() {
  const text = z.string().optional();
  const required = z.string().min(1);
  const count = z.int().min(0).optional();
  const milliseconds = z.number().min(0);
  const details = <S extends z.ZodRawShape>(shape: S) => ({ details: z.looseObject(shape) });

  const login = details({ method: text, mfa: z.boolean().optional() });
  const mfa = details({ method: text });
  const apiKey = details({ keyId: text, name: text, scopes: z.array(z.string()).optional(), expiresAt: text });
  const permission = details({ permission: text, policy: text, rule: text });
  const data = details({ records: count, fields: z.array(z.string()).optional(), query: text });
  const config = details({ changedField: text, version: z.union([z.string(), z.number()]).optional() });
  const ingestion = details({ adapterType: text, sourceId: text, records: count, durationMs: milliseconds.optional() });
  const service = details({ version: text, host: text });
  const campaign = details({ name: text });
  const payment = details({ amount: z.number().optional(), currency: z.string().length(3).optional(), provider: text });
  const job = details({ job: text, durationMs: milliseconds.optional(), attempt: count });
  const backup = details({ target: text, bytes: count, durationMs: milliseconds.optional() });

  return {
    'auth.login.success': login,
    'auth.login.failure': login,
    'auth.logout': details({ sessionMs: milliseconds.optional() }),
    'auth.mfa.verify.success': mfa,
    'auth.mfa.verify.failure': mfa,
    'api_key.created': apiKey,
    'api_key.revoked': apiKey,
    'permission.allowed': permission,
    'permission.denied': permission,
    'data.read': data,
    'data.write': data,
    'data.delete': data,
    'data.export': details({ records: count, format: text, query: text }),
    'config.updated': config,
    'config.reloaded': config,
    'adapter.registered': details({ adapterType: text, version: text }),
    'ingestion.started': ingestion,
    'ingestion.completed': ingestion,
    'ingestion.failed': ingestion,
    'service.started': service,
    'service.stopped': service,
    'health_check.failed': details({ check: text, latencyMs: milliseconds.optional() }),
    'campaign.created': campaign,
    'campaign.updated': campaign,
    'campaign.deleted': campaign,
    'report.generated': details({ report: text, format: text, rows: count }),
    'report.delivered': details({ report: text, channel: text, recipients: count }),
    'attribution.event.recorded': details({ campaignId: text, model: text, weight: z.number().optional() }),
    'payment.processed': payment,
    'payment.failed': payment,
    'external_api.call': details({
      provider: required,
      endpoint: text,
      method: text,
      statusCode: count,
      latencyMs: milliseconds.optional(),
      error: text,
    }),
    'database.query.slow': details({ durationMs: milliseconds, query: text }),
    'background_job.started': job,
    'background_job.completed': job,
    'background_job.failed': job,
    'backup.created': backup,
    'backup.verified': backup,
    'backup.failed': backup,
    // What the audit log says about itself.
    'audit.events.dropped': details({ count: z.int().min(1), reason: required }),
    'audit.log.recovered': details({ file: required, torn: required, bytes: z.int().min(1) }),
    'audit.log.pruned': details({ file: required, events: z.int().min(0) }),
    'audit.log.searched': details({ filter: z.record(z.string(), z.unknown()) }),
    'audit.log.exported': details({ format: required, records: count }),
  };
}
