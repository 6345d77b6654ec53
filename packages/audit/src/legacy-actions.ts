/** The action names of older logs, and what they are called here. */
export type LegacyActions = typeof legacyActions;

/**
 * The names in capitals that older logs use, each with the dotted name that is written for it.
 *
 * @example
 * legacyActions.LOGIN_SUCCESS; // 'auth.login.success'
 */
export const legacyActions = {
  LOGIN_SUCCESS: 'auth.login.success',
  LOGIN_FAILURE: 'auth.login.failure',
  LOGOUT: 'auth.logout',
  API_KEY_CREATED: 'api_key.created',
  API_KEY_REVOKED: 'api_key.revoked',
  DATA_READ: 'data.read',
  DATA_WRITE: 'data.write',
  DATA_DELETE: 'data.delete',
  DATA_EXPORT: 'data.export',
  CONFIG_UPDATED: 'config.updated',
  CONFIG_RELOADED: 'config.reloaded',
  ADAPTER_REGISTERED: 'adapter.registered',
  INGESTION_STARTED: 'ingestion.started',
  INGESTION_COMPLETED: 'ingestion.completed',
  INGESTION_FAILED: 'ingestion.failed',
  SERVICE_STARTED: 'service.started',
  SERVICE_STOPPED: 'service.stopped',
  HEALTH_CHECK_FAILED: 'health_check.failed',
} as const;
