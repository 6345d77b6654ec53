import { errorCode } from '@scry/internal/error-code';
import type { Outcome } from './audit-event.ts';

/** What a thrown value says of the action: it was refused, or it failed. */
export function outcomeOfError(error: unknown): { readonly outcome: Outcome; readonly reason?: string } {
  const refused = errorCode(error) === 'SCRY_FORBIDDEN' || [401, 403].includes(Number(member(error, 'status')));
  const message = member(error, 'message');
  return { outcome: refused ? 'DENIED' : 'FAILURE', ...(typeof message === 'string' && { reason: message }) };
}

/** A thrown value may be anything, and may throw when it is read. */
function member(value: unknown, name: string): unknown {
  try {
    return Object(value) === value ? Reflect.get(Object(value), name) : undefined;
  } catch {
    return undefined;
  }
}
