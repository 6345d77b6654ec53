/** Whether a request that failed is sent again, beside those whose method is idempotent (RFC 9110 §9.2.2). */

/** Requests that happen once, however often they are sent: by their idempotency key, or since they change nothing. */
export const repeatAll = { methods: ['GET', 'POST'] } as const;

/** Requests that would happen twice: only what the provider has not taken. */
export const repeatUntaken = {
  methods: ['POST'],
  retryIf: isUnsent,
  retryResult: (answer: unknown) => answer instanceof Response && answer.status === 429,
} as const;

/** No byte of the request has reached the provider, so that it cannot have acted upon it. */
function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && 'code' in cause && /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(String(cause.code));
}
