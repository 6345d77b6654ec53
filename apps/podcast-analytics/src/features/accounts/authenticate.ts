import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { addToContext } from '../../platform/context/request-context.ts';
import { answerWithError } from '../../platform/http/api-error.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import type { Account } from './account.ts';
import type { AccountCache } from './account-cache.ts';

export const sessionCookie = 'session';
export const apiKeyHeader = 'x-api-key';

/** What is open to everybody: the way in, what its page is made of, what other machines ask for, and the pixels of campaigns. */
const openPaths =
  /^\/(login(\/code|\/enrol)?|set-password|health|ready|openapi\.json|webhooks\/stripe|(assets|e)\/.*|share\/[^/]+|a\/[^/]+\.gif)$/;

/** A program is not led to a page: Prometheus would read the log-in as metrics. */
const forPrograms = /^\/(api\/|metrics$)/;

/**
 * Finds out who asks: by API key (`X-API-Key`) or by the session of the console. Nobody gets
 * further than the open paths: a program is told so, a person is led to the log-in.
 */
export function authenticate(cache: AccountCache): MiddlewareHandler<HttpEnv> {
  return async function authenticateRequest(context, next) {
    if (openPaths.test(context.req.path)) return next();
    const account = await findAccount(context, cache);
    if (!account) return answerUnknown(context);
    context.set('account', account);
    addToContext({ tenantId: account.tenantId, userId: account.id });
    return next();
  };
}

/** Who asks, behind `authenticate`. */
export function accountOf(context: Context<HttpEnv>): Account {
  const account = context.get('account');
  if (!account) throw new Error('the route is not behind authenticate()');
  return account;
}

function findAccount(context: Context<HttpEnv>, cache: AccountCache): Promise<Account | undefined> | undefined {
  const key = context.req.header(apiKeyHeader);
  if (key !== undefined) return cache.ofApiKey(key);
  const token = getCookie(context, sessionCookie);
  return token === undefined ? undefined : cache.ofSession(token);
}

function answerUnknown(context: Context<HttpEnv>): Response | Promise<Response> {
  const { method, path, url } = context.req;
  const isPage = method === 'GET' && !forPrograms.test(path);
  if (isPage) return context.redirect(`/login?next=${encodeURIComponent(path + new URL(url).search)}`, 303);
  context.header('WWW-Authenticate', 'ApiKey');
  return answerWithError(context, 401, 'unauthenticated', 'This needs an API key in X-API-Key, or a log-in.');
}
