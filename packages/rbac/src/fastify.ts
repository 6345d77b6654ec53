import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { createJudge, type GuardOptions } from './guard.ts';
import { isGuard, markGuard } from './guard-mark.ts';
import { type AssertGuardedOptions, refuseUnguarded } from './unguarded-routes-error.ts';
import type { Permission, Vocabulary } from './vocabulary.ts';

export type { GuardOptions } from './guard.ts';
export type { AssertGuardedOptions } from './unguarded-routes-error.ts';

/** The hooks that run before the handler and can answer in its place. */
const hooksBefore = ['onRequest', 'preValidation', 'preHandler'] as const;

/**
 * A hook for Fastify, as the `preHandler` of a route or of a plug-in, that lets a request pass when its principal may do this
 * to what it asks for. Else it answers with 401 or 403 and problem details (RFC 9457). What the callbacks throw goes to the
 * error handler.
 *
 * @throws TypeError or RangeError for a wrong option, an unknown permission, or a missing `load`.
 * @example
 * app.put('/campaigns/:id', {
 *   preHandler: guard('campaigns:update', {
 *     rbac,
 *     principal: (request) => request.user,
 *     load: (request) => findCampaign(request.params.id),
 *   }),
 * }, updateCampaign);
 */
export function guard<V extends Vocabulary, P extends Permission<V>, R extends FastifyRequest = FastifyRequest>(
  permission: P,
  options: GuardOptions<[request: R, reply: FastifyReply], V, P>,
): (request: R, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  const judge = createJudge(permission, options);
  return markGuard(async function rbacGuard(request: R, reply: FastifyReply) {
    const refusal = await judge(request, reply);
    // Fastify takes a reply that comes back for sent, and does not go on to the handler.
    return refusal && reply.code(refusal.status).headers(refusal.headers).send(refusal.body);
  });
}

/**
 * A plug-in that makes `app.ready()` reject unless each route stands behind a guard: its own hook, or one of a plug-in that it
 * is in. For a test: `await` its registration before the first route.
 *
 * @throws Error with code `SCRY_UNGUARDED` and the `routes`; RangeError when a `public` one is unknown or guarded; Error when
 * there are routes already.
 * @example
 * await app.register(assertAllGuarded, { public: ['GET /health'] });
 */
export const assertAllGuarded: FastifyPluginAsync<AssertGuardedOptions> = /* @__PURE__ */ Object.assign(
  async function assertAllGuarded(app: FastifyInstance, options: AssertGuardedOptions): Promise<void> {
    if (app.printRoutes() !== '(empty tree)') {
      throw new Error('assertAllGuarded: it must be registered, and awaited, before the first route');
    }
    const routes: AddedRoute[] = [];
    app.addHook('onRoute', function collectRoute(route) {
      // Fastify calls the hook on the instance that the route is added to.
      routes.push({ instance: this as FastifyInstance, route });
    });
    app.addHook('onReady', async function refuseUnguardedRoutes() {
      const unguarded = routes.filter((added) => !isGuarded(added));
      const names = unguarded.flatMap(({ route }) => [route.method].flat().map((method) => `${method} ${route.url}`));
      refuseUnguarded(names, options);
    });
  },
  // A plug-in with this mark sees the routes of the app itself, not only those of its own.
  { [Symbol.for('skip-override')]: true },
);

interface AddedRoute {
  readonly instance: FastifyInstance;
  readonly route: RouteOptions;
}

function isGuarded({ instance, route }: AddedRoute): boolean {
  const inherited = hooksOf(instance);
  return hooksBefore.some((name) => [route[name], inherited[name]].flat().some(isGuard));
}

/**
 * The hooks that hold for all routes of an instance. Fastify shows them nowhere else; should a version keep them elsewhere,
 * only those of the routes count, and more is reported than is open.
 */
function hooksOf(instance: object): Readonly<Record<string, unknown>> {
  for (let each = instance; each !== null; each = Object.getPrototypeOf(each)) {
    const key = Object.getOwnPropertySymbols(each).find(({ description }) => description === 'fastify.hooks');
    // Found by its description, it is Fastify's record of hooks.
    if (key) return (each as Record<symbol, Record<string, unknown>>)[key] ?? {};
  }
  return {};
}
