import { observe } from '@scry/internal/observe';
import type { Decision } from './decision.ts';
import type { RateLimitOptions } from './middleware-options.ts';

/** What a denied request is answered with. */
export interface LimitedResponse {
  readonly status: 429 | 503;
  readonly type: string;
  readonly body: string;
}

const json = 'application/json; charset=utf-8';
const problemTypes = 'https://iana.org/assignments/http-problem-types#';

/**
 * Makes the answer. 503 where nobody can tell, because the store is away and the limiter is closed then: it is not the
 * client's fault.
 *
 * @param reset when everything is there again, in Unix seconds.
 */
export function limitedResponse<Request>(
  body: RateLimitOptions<Request>['body'],
  request: Request,
  decision: Decision,
  reset: number,
): LimitedResponse {
  const status = decision.degraded === 'closed' ? 503 : 429;
  if (body === 'problem') return { status, type: 'application/problem+json', body: problem(status, decision) };
  const own = typeof body === 'function' ? ownBody(body, request, decision) : undefined;
  if (typeof own === 'string') return { status, type: 'text/plain; charset=utf-8', body: own };
  const detail = status === 503 ? 'Rate limiter unavailable' : 'Rate limit exceeded';
  return { status, type: json, body: JSON.stringify(own ?? { detail, limit: decision.limit, reset }) };
}

/** Who was denied stays so when an own function throws: that is reported, and the body is the usual one. */
function ownBody<Request>(
  body: (decision: Decision, request: Request) => unknown,
  request: Request,
  decision: Decision,
): unknown {
  let value: unknown;
  observe(() => {
    value = body(decision, request);
  }, undefined);
  return value;
}

/** RFC 9457, with the types and the member of draft-ietf-httpapi-ratelimit-headers-10 §5. */
function problem(status: number, { violated }: Decision): string {
  const name = status === 503 ? 'temporary-reduced-capacity' : 'quota-exceeded';
  const title = status === 503 ? 'The rate limiter is unavailable' : 'The quota is used up';
  return JSON.stringify({ type: problemTypes + name, title, status, 'violated-policies': violated });
}
