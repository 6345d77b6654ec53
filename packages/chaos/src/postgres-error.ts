import { clientError, type ErrorClass } from './client-error.ts';

export interface PostgresErrorOptions {
  /**
   * What happened: an administrator ended the session, the server crashed, the connection closed or did not come in time, the pool
   * had none free in time, or a statement took too long for the server or for the client. @default 'terminated'
   */
  readonly reason?: keyof typeof messages | keyof typeof byServer;
  /** pg's `DatabaseError`, where `instanceof` matters. */
  readonly from?: ErrorClass;
}

/** What pg itself says. */
const messages = {
  closed: 'Connection terminated unexpectedly',
  connectTimeout: 'timeout expired',
  poolTimeout: 'timeout exceeded when trying to connect',
  queryTimeout: 'Query read timeout',
};

/** What the server says, in the words and from the places of PostgreSQL 15; codes of its appendix A. */
const byServer = {
  terminated: {
    message: 'terminating connection due to administrator command',
    place: {
      length: 116,
      severity: 'FATAL',
      code: '57P01',
      file: 'postgres.c',
      line: '3211',
      routine: 'ProcessInterrupts',
    },
  },
  crashed: {
    message: 'terminating connection due to unexpected postmaster exit',
    place: { length: 115, severity: 'FATAL', code: '57P01', file: 'be-secure.c', line: '207', routine: 'secure_read' },
  },
  statementTimeout: {
    message: 'canceling statement due to statement timeout',
    place: {
      length: 109,
      severity: 'ERROR',
      code: '57014',
      file: 'postgres.c',
      line: '3319',
      routine: 'ProcessInterrupts',
    },
  },
};

// pg sets every field of the protocol, the absent ones too.
const absent = [
  ...['detail', 'hint', 'position', 'internalPosition', 'internalQuery'],
  ...['where', 'schema', 'table', 'column', 'dataType', 'constraint'],
];

export function postgresError({ reason = 'terminated', from }: PostgresErrorOptions = {}): Error {
  if (!(reason in byServer)) return new Error(messages[reason as keyof typeof messages]);
  const { message, place } = byServer[reason as keyof typeof byServer];
  const { length, severity, code, file, line, routine } = place;
  const fields = {
    ...{ length, name: 'error', severity, code },
    ...Object.fromEntries(absent.map((field) => [field, undefined])),
    ...{ file, line, routine },
  };
  return clientError(message, { classes: ['DatabaseError'], from, fields });
}
