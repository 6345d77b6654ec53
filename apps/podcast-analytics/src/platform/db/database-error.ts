/** What went wrong in the database, read from SQLSTATE (PostgreSQL, Appendix A) or from the socket's error code. */
export type DatabaseErrorKind =
  | 'connection' // the connection broke or was never made
  | 'conflict' // two transactions met: serialization failure or deadlock
  | 'overload' // no connection slot, memory or disk left
  | 'shutdown' // the server is stopping, crashing or starting
  | 'timeout' // the statement was cancelled
  | 'constraint' // the data breaks a rule of the schema, or of its type
  | 'other';

/** The kinds that may pass when the same transaction runs again a moment later. */
const transientKinds: readonly DatabaseErrorKind[] = ['connection', 'conflict', 'shutdown'];

export function databaseErrorKind(error: unknown): DatabaseErrorKind {
  const code = codeOf(error);
  if (code === undefined) return isLostConnection(error) ? 'connection' : 'other';
  return kindByCode.get(code) ?? kindByClass.get(code.slice(0, 2)) ?? 'other';
}

export function isTransientDatabaseError(error: unknown): boolean {
  if (error instanceof CommitUnknownError) return false;
  return codeOf(error) === '53300' || transientKinds.includes(databaseErrorKind(error));
}

/** Whether the database itself is at fault: it is not there, or cannot keep up. */
export function isDatabaseOutage(error: unknown): boolean {
  const kind = databaseErrorKind(error instanceof CommitUnknownError ? error.cause : error);
  return kind === 'connection' || kind === 'overload' || kind === 'shutdown' || kind === 'timeout';
}

/** A text with a NUL, a day of the year 0, an id that is none. The rest of class 22, such as a division by zero, is a fault of a query. */
const unstorable = new Set(['22003', '22007', '22008', '22009', '22021', '22P02', '22P05']);

/** Whether a value was none of its type. */
export function isUnstorableValue(error: unknown): boolean {
  return unstorable.has(codeOf(error) ?? '');
}

/** The connection broke during COMMIT: the transaction may or may not have taken effect. */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError';
  readonly code = 'SCRY_COMMIT_UNKNOWN';
  readonly retryable = false;

  constructor(cause: unknown) {
    super('The connection broke during COMMIT: whether the transaction took effect is not known.', { cause });
  }
}

const kindByCode: ReadonlyMap<string, DatabaseErrorKind> = new Map([
  ['40001', 'conflict'],
  ['40P01', 'conflict'],
  ['57P01', 'shutdown'],
  ['57P02', 'shutdown'],
  ['57P03', 'shutdown'],
  ['57014', 'timeout'],
  ['ECONNREFUSED', 'connection'],
  ['ECONNRESET', 'connection'],
  ['EPIPE', 'connection'],
  ['ETIMEDOUT', 'connection'],
  ['EHOSTUNREACH', 'connection'],
  ['ENETUNREACH', 'connection'],
  ['EAI_AGAIN', 'connection'],
]);

const kindByClass: ReadonlyMap<string, DatabaseErrorKind> = new Map([
  ['08', 'connection'],
  ['22', 'constraint'],
  ['23', 'constraint'],
  ['53', 'overload'],
]);

/** drizzle and others wrap the driver's error: the first code along the chain of causes counts. */
function codeOf(error: unknown): string | undefined {
  let link = error;
  for (let depth = 0; depth < 8 && link instanceof Error; depth++) {
    if ('code' in link && typeof link.code === 'string') return link.code;
    link = link.cause;
  }
  return undefined;
}

/** `pg` gives these errors no code. */
function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}
