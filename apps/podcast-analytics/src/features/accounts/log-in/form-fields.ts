import type { Context } from 'hono';
import type { HttpEnv } from '../../../platform/http/http-env.ts';
import type { LockedOutError } from './locked-out-error.ts';

/**
 * A link into the log-in must not lead out of this server: `//elsewhere` and `/\elsewhere` are addresses of others. A control
 * character stands in no header: the answer to a right password would fail.
 */
export function localPath(given: string | undefined): string {
  return given !== undefined && /^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(given) ? given : '/';
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function retryAfter(context: Context<HttpEnv>, { waitMs }: LockedOutError): void {
  context.header('Retry-After', String(Math.ceil(waitMs / 1000)));
}
