const transientCodes =
  /^(ECONNRESET|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|EPIPE|SCRY_TIMEOUT|UND_ERR_(SOCKET|\w+_TIMEOUT|RES_CONTENT_LENGTH_MISMATCH))$/;

/** A chain of causes can be a ring. */
const longestCauseChain = 8;

/**
 * Whether an error is likely to pass: `retryable` where the error says so itself; else a finite `retryAfterMs`, a
 * network error code (Node's or undici's), a timeout, or an HTTP status of 408, 425, 429 or 5xx except 501
 * (RFC 9110 §15), found on the error or along its causes.
 *
 * @example
 * const retryIf = (error: unknown) => isTransient(error) || error instanceof StaleReadError;
 */
export function isTransient(error: unknown): boolean {
  try {
    let link = error as Fault | undefined | null;
    for (let depth = 0; depth < longestCauseChain && typeof link === 'object' && link !== null; depth++) {
      const verdict = judge(link);
      if (verdict !== undefined) return verdict;
      link = link.cause;
    }
  } catch {
    // A getter or a Proxy threw: nothing is known of this error.
  }
  return false;
}

/** Whether a response with this HTTP status may be another one when it is asked for again. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status < 600 && status !== 501);
}

/** The fields that clients put on their errors; any of them may be anything. */
interface Fault {
  readonly retryable?: unknown;
  readonly retryAfterMs?: unknown;
  readonly code?: unknown;
  readonly name?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly response?: { readonly status?: unknown } | null;
  readonly cause?: Fault | null;
}

function judge(fault: Fault): boolean | undefined {
  if (typeof fault.retryable === 'boolean') return fault.retryable;
  if (typeof fault.retryAfterMs === 'number') return Number.isFinite(fault.retryAfterMs);
  if (fault.name === 'TimeoutError' || transientCodes.test(String(fault.code))) return true;
  const status = fault.status ?? fault.statusCode ?? fault.response?.status;
  return typeof status === 'number' ? isTransientStatus(status) : undefined;
}
