import type { Audit, Receipt } from './audit.ts';
import type { HelperInput } from './event-input.ts';

type Helpers = Pick<
  Audit,
  | 'logAuthSuccess'
  | 'logAuthFailure'
  | 'logDataAccess'
  | 'logConfigChange'
  | 'logIngestion'
  | 'logPermission'
  | 'logSystem'
>;

/** One method for each family of actions: it knows the action and the outcome that are usual there. */
export function createLogHelpers(log: (event: HelperInput) => Promise<Receipt>, name: string): Helpers {
  return {
    logAuthSuccess: (event) => log({ action: 'auth.login.success', ...event }),
    logAuthFailure: (event) => log({ action: 'auth.login.failure', outcome: 'FAILURE', ...event }),
    logDataAccess: (event) => log({ action: 'data.read', ...event }),
    logConfigChange: (event) => log({ action: 'config.updated', ...event }),
    logIngestion: (event) => log({ action: hasFailed(event) ? 'ingestion.failed' : 'ingestion.completed', ...event }),
    logPermission: (event) => log({ action: hasFailed(event) ? 'permission.denied' : 'permission.allowed', ...event }),
    logSystem: (event) => log({ action: 'service.started', actor: { type: 'system', id: name }, ...event }),
  };
}

function hasFailed({ outcome }: HelperInput): boolean {
  return outcome === 'FAILURE' || outcome === 'DENIED';
}
