import { type ExpressRouter, routerEntries } from './express-router.ts';
import { createJudge, type GuardOptions } from './guard.ts';
import { markGuard } from './guard-mark.ts';
import { unguardedRoutes } from './route-entry.ts';
import { type AssertGuardedOptions, refuseUnguarded } from './unguarded-routes-error.ts';
import type { Permission, Vocabulary } from './vocabulary.ts';

export type { ExpressRouter } from './express-router.ts';
export type { GuardOptions } from './guard.ts';
export type { AssertGuardedOptions } from './unguarded-routes-error.ts';

/** The part of a response that a guard writes: Express' and node:http's alike have it. */
export interface GuardedResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/**
 * Middleware for Express 5 that lets a request pass when its principal may do this to what it asks for. Else it answers with
 * 401 or 403 and problem details (RFC 9457). What the callbacks throw goes to `next`.
 *
 * @throws TypeError or RangeError for a wrong option, an unknown permission, or a missing `load`.
 * @example
 * app.put('/campaigns/:id', guard('campaigns:update', {
 *   rbac,
 *   principal: (request) => request.user,
 *   load: (request) => findCampaign(request.params.id),
 * }), updateCampaign);
 */
export function guard<V extends Vocabulary, P extends Permission<V>, Request, Response extends GuardedResponse>(
  permission: P,
  options: GuardOptions<[request: Request, response: Response], V, P>,
): (request: Request, response: Response, next: (error?: unknown) => void) => Promise<void> {
  const judge = createJudge(permission, options);
  return markGuard(async function rbacGuard(request: Request, response: Response, next: (error?: unknown) => void) {
    const refusal = await judge(request, response);
    if (!refusal) return next();
    response.statusCode = refusal.status;
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
    response.end(refusal.body);
  });
}

/**
 * Throws unless each route of an app or router, with those of its routers, stands behind a guard: its own, or one that was put
 * before it with `use`. For a test. Middleware counts as passing on when a route stands behind it; an app that was mounted in
 * another is one route, to be asserted by itself.
 *
 * @throws Error with code `SCRY_UNGUARDED` and the `routes`; RangeError when a `public` one is unknown or guarded.
 * @example
 * assertAllGuarded(app, { public: ['GET /health'] });
 */
export function assertAllGuarded(
  app: ExpressRouter | { readonly router: ExpressRouter },
  options: AssertGuardedOptions = {},
): void {
  refuseUnguarded(unguardedRoutes(routerEntries('router' in app ? app.router : app)), options);
}
