import type { Context, Hono, MiddlewareHandler } from 'hono';
import { createJudge, type GuardOptions } from './guard.ts';
import { isGuard, markGuard } from './guard-mark.ts';
import { type RouteEntry, unguardedRoutes } from './route-entry.ts';
import { type AssertGuardedOptions, refuseUnguarded } from './unguarded-routes-error.ts';
import type { Permission, Vocabulary } from './vocabulary.ts';

export type { GuardOptions } from './guard.ts';
export type { AssertGuardedOptions } from './unguarded-routes-error.ts';

/**
 * Middleware for Hono that lets a request pass when its principal may do this to what it asks for. Else it answers with 401
 * or 403 and problem details (RFC 9457). What the callbacks throw goes to `app.onError`.
 *
 * @throws TypeError or RangeError for a wrong option, an unknown permission, or a missing `load`.
 * @example
 * app.put('/campaigns/:id', guard('campaigns:update', {
 *   rbac,
 *   principal: (c) => c.get('user'),
 *   load: (c) => findCampaign(c.req.param('id')),
 * }), updateCampaign);
 */
export function guard<V extends Vocabulary, P extends Permission<V>, C extends Context = Context>(
  permission: P,
  options: GuardOptions<[c: C], V, P>,
): MiddlewareHandler {
  const judge = createJudge(permission, options);
  const rbacGuard: MiddlewareHandler = async (c, next) => {
    // Which variables and parameters the context has is the user's to say.
    const refusal = await judge(c as C);
    if (!refusal) return next();
    return c.newResponse(refusal.body, refusal.status, refusal.headers);
  };
  return markGuard(rbacGuard);
}

/**
 * Throws unless each route of the app, with those of its sub-apps, stands behind a guard: its own, or one that was put before
 * it with `app.use`. For a test. It sees what Hono has in `app.routes`; middleware counts as passing on when a route stands
 * behind it, and an application that was mounted is one route.
 *
 * @throws Error with code `SCRY_UNGUARDED` and the `routes`; RangeError when a `public` one is unknown or guarded.
 * @example
 * assertAllGuarded(app, { public: ['GET /health'] });
 */
export function assertAllGuarded(app: Pick<Hono, 'routes'>, options: AssertGuardedOptions = {}): void {
  const { routes } = app;
  const entries = routes.map(({ method, path, handler }, index): RouteEntry => {
    const target = unwrapped(handler);
    const isLast = !routes.slice(index + 1).some((later) => later.method === method && later.path === path);
    // Middleware takes `next`. A route's last function answers, whatever it takes; all the others were added by `use`.
    const passesOn = target.length > 1 && (method === 'ALL' || !isLast);
    const prefix = /(?:^|\/)\*$/.test(path);
    return {
      method,
      path: prefix ? path.replace(/\/?\*$/, '') || '/' : path,
      prefix,
      kind: isGuard(target) ? 'guard' : passesOn ? 'middleware' : 'handler',
      scopes: [],
    };
  });
  refuseUnguarded(unguardedRoutes(entries), options);
}

/** A sub-app with an error handler of its own wraps its handlers, and keeps each at the wrapper. */
function unwrapped(handler: object & { readonly length?: number }): { readonly length: number } {
  const inner = '__COMPOSED_HANDLER' in handler ? handler.__COMPOSED_HANDLER : undefined;
  // Hono's handlers are functions, and what it keeps there is one of them.
  return typeof inner === 'function' ? unwrapped(inner) : (handler as { readonly length: number });
}
