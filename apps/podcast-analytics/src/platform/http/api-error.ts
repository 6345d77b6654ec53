import { isAuditWriteError } from '@scry/audit';
import { isTimeoutError } from '@scry/retry';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';
import { isProviderError, type ProviderError } from '../../providers/provider-error.ts';
import { redact } from '../../scry/redact.ts';
import { databaseErrorKind, isUnstorableValue } from '../db/database-error.ts';
import type { Logger } from '../logger.ts';
import type { HttpEnv } from './http-env.ts';
import { RequestError } from './request-error.ts';

/** The one shape of every error of the API. */
export const apiError = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});
export type ApiError = z.infer<typeof apiError>;

type Answer = (
  context: Context<HttpEnv>,
  status: ContentfulStatusCode,
  code: string,
  message: string,
) => Response | Promise<Response>;

/** Answers with an {@link ApiError}. It may quote what was asked for, and is often kept: so it holds no secret. */
export const answerWithError: Answer = (context, status, code, message) => {
  const body: ApiError = { error: { code, message: redact.text(message), requestId: context.get('requestId') } };
  return context.json(body, status);
};

/** The last handler of whatever was thrown: the log has all of it, the client what concerns it. */
export function handleErrors(
  logger: Logger,
): (error: Error, context: Context<HttpEnv>) => Response | Promise<Response> {
  return function onError(error, context) {
    if (error instanceof RequestError) return answerWithError(context, error.status, error.code, error.message);
    if (error instanceof HTTPException) return answerWithError(context, error.status, 'refused', error.message);
    if (isBrokenForm(error)) return answerWithError(context, 400, 'invalid-request', brokenForm);
    if (isUnavailable(error)) return answerUnavailable(context, error);
    if (isProviderError(error)) return answerWithError(context, 502, `provider-${error.code}`, sayOf(error));
    const details = { requestId: context.get('requestId'), path: context.req.path, error: error.stack };
    if (isUnstorableValue(error)) {
      logger.warn(details, 'request with a value that the database does not take');
      return answerWithError(context, 400, 'invalid-request', unstorable);
    }
    logger.error(details, 'request failed');
    return answerWithError(context, 500, 'internal', 'The request failed here. The log names it by its request id.');
  };
}

const brokenForm = 'body: expected a form as its content type says, got something else';
/** Whoever asks can send such a value anywhere, and shall not set off the alarm for errors of ours. */
const unstorable = 'expected texts without NUL, ids, and days and numbers in their range, got something else';

/** The platform says so by the text alone. */
function isBrokenForm(error: Error): boolean {
  return error instanceof TypeError && /FormData/i.test(error.message);
}

/** Which provider it was; what that said is for the log of whoever called it. */
function sayOf({ provider, code }: ProviderError): string {
  const did =
    { declined: 'declined', 'not-configured': 'is not set up here' }[code as string] ?? 'did not do what it was asked';
  return `The provider ${provider} ${did}.`;
}

/** Something that the request needs is down, the audit trail included. Errors that say when it may be back are those of breakers. */
function isUnavailable(error: Error): boolean {
  return (
    retryAfterMsOf(error) !== undefined ||
    isTimeoutError(error) ||
    isAuditWriteError(error) ||
    ['connection', 'overload', 'shutdown'].includes(databaseErrorKind(error))
  );
}

function answerUnavailable(context: Context<HttpEnv>, error: Error): Response | Promise<Response> {
  context.header('Retry-After', String(Math.ceil((retryAfterMsOf(error) ?? 1000) / 1000)));
  return answerWithError(
    context,
    503,
    'unavailable',
    'Something that this needs is down at the moment. Try again later.',
  );
}

/** Finite, unlike that of a breaker which somebody holds open by hand. */
function retryAfterMsOf(error: Error): number | undefined {
  const ms = 'retryAfterMs' in error ? error.retryAfterMs : undefined;
  return typeof ms === 'number' ? Math.min(ms, 3_600_000) : undefined;
}

/** What the validators call: every problem of a request in one answer. */
export function answerInvalid(
  result: { readonly success: boolean; readonly error?: z.ZodError },
  context: Context<HttpEnv>,
): Response | Promise<Response> | undefined {
  if (result.success || !result.error) return undefined;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`);
  return answerWithError(context, 400, 'invalid-request', problems.join('; '));
}
