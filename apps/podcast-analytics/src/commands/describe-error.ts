import { databaseErrorKind } from '../platform/db/database-error.ts';

/** An error as one line for the person at the terminal; with LOG_LEVEL=debug, all that is known of it. */
export function describeError(error: unknown, env: NodeJS.ProcessEnv): string {
  if (env['LOG_LEVEL'] === 'debug' && error instanceof Error) return `${error.stack}${causesOf(error)}`;
  if (!(error instanceof Error)) return String(error);
  if (env['DATABASE_URL'] && databaseErrorKind(error) === 'connection' && isDriverError(error)) {
    const reason = error.message || ('code' in error ? String(error.code) : error.name);
    return `DATABASE_URL: expected a PostgreSQL server at ${hostOf(env['DATABASE_URL'])}, but the connection failed: ${reason}. Start it, or unset DATABASE_URL to use the embedded database.`;
  }
  const text = error.message || error.name;
  return text.replaceAll('\n', ' ');
}

/** An error of our own says enough by itself, whatever caused it. */
function isDriverError(error: Error): boolean {
  return !('code' in error && String(error.code).startsWith('SCRY_'));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'its address';
}

function causesOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `\ncaused by ${cause.stack}${causesOf(cause)}` : '';
}
