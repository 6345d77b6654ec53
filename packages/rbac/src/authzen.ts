import { observe } from '@scry/internal/observe';
import { readBody } from './authzen-body.ts';
import { AuthzenError } from './authzen-error.ts';
import { type DecisionPoint, evaluate, evaluateAll } from './authzen-evaluation.ts';
import { type AuthzenOptions, type AuthzenSettings, checkAuthzenOptions } from './authzen-options.ts';
import type { Fields } from './authzen-request.ts';
import { searchActions, searchResources, searchSubjects } from './authzen-search.ts';
import type { Rbac } from './rbac.ts';
import type { Vocabulary } from './vocabulary.ts';

export type { AuthzenEvent, AuthzenOptions, Candidate, Candidates } from './authzen-options.ts';
export type { AuthzenEntity, AuthzenProperties } from './authzen-request.ts';

/** What an endpoint answers to a body. */
type Endpoint = (body: Fields) => Promise<object>;

/**
 * A policy decision point that speaks the OpenID AuthZEN Authorization API 1.0: evaluation, evaluations, the three searches
 * and discovery, as one Fetch handler for any server that speaks Fetch.
 *
 * A type of resource is a resource of the policy, and the name of an action one of its actions. What the request calls
 * `context` are the attributes `context.*`; the property `soft` of the action is `context.action_soft`.
 *
 * @throws TypeError or RangeError for a wrong option. The handler itself never rejects: it answers with an error status.
 * @example
 * const handler = createAuthzenHandler(rbac, {
 *   baseUrl: 'https://pdp.example.com',
 *   authenticate: (request) => request.headers.get('authorization') === `Bearer ${token}`,
 *   principal: (subject) => users.get(subject.id),
 *   resource: (resource) => campaigns.get(resource.id),
 * });
 */
export function createAuthzenHandler<V extends Vocabulary>(
  rbac: Rbac<V>,
  options: AuthzenOptions<V>,
): (request: Request) => Promise<Response> {
  const settings = checkAuthzenOptions(options);
  const pathPrefix = new URL(settings.baseUrl).pathname.replace(/\/$/, '');
  const endpoints = endpointsOf(rbac, settings);
  const paths = new Map([...endpoints].map(([path, { answer }]) => [pathPrefix + path, answer]));
  const metadataPath = `/.well-known/authzen-configuration${new URL(settings.baseUrl).pathname.replace(/^\/$/, '')}`;
  const metadata = metadataOf(settings.baseUrl, endpoints);

  return async function handleAuthzen(request) {
    const { pathname } = new URL(request.url);
    const requestId = request.headers.get('x-request-id');
    const response =
      pathname === metadataPath
        ? answerMetadata(request, metadata)
        : await answer(request, paths.get(pathname), settings).catch((error: unknown) => {
            if (error instanceof AuthzenError) return refusal(error, settings);
            const { onEvent } = settings;
            if (onEvent) observe(onEvent, { type: 'error', path: pathname, requestId, error });
            return refusal(new AuthzenError(500, 'Internal Error'), settings);
          });
    if (requestId !== null) response.headers.set('x-request-id', requestId);
    return response;
  };
}

/** By path, with the name that each has in the metadata (AuthZEN 1.0 §9.1.1, §10.1). */
function endpointsOf<V extends Vocabulary>(
  rbac: Rbac<V>,
  settings: AuthzenSettings<V>,
): Map<string, { name: string; answer: Endpoint }> {
  const { subjects, resources } = settings;
  const pdp: DecisionPoint<V> = {
    ...settings,
    rbac,
    principal: async (subject) => objectOrNothing(await settings.principal(subject)),
    resource: async (resource) => objectOrNothing(await settings.resource(resource)),
  };
  const endpoints = new Map<string, { name: string; answer: Endpoint }>([
    ['/access/v1/evaluation', { name: 'access_evaluation_endpoint', answer: (body) => evaluate(pdp, body) }],
    ['/access/v1/evaluations', { name: 'access_evaluations_endpoint', answer: (body) => evaluateAll(pdp, body) }],
    ['/access/v1/search/action', { name: 'search_action_endpoint', answer: (body) => searchActions(pdp, body) }],
  ]);
  if (subjects) {
    const answer: Endpoint = (body) => searchSubjects(pdp, body, subjects);
    endpoints.set('/access/v1/search/subject', { name: 'search_subject_endpoint', answer });
  }
  if (resources) {
    const answer: Endpoint = (body) => searchResources(pdp, body, resources);
    endpoints.set('/access/v1/search/resource', { name: 'search_resource_endpoint', answer });
  }
  return endpoints;
}

/** Many a directory says null; and a question about no resource is another one, which may be allowed. */
function objectOrNothing<T>(found: T): T | undefined {
  return typeof found === 'object' && found !== null ? found : undefined;
}

function metadataOf(baseUrl: string, endpoints: ReadonlyMap<string, { name: string }>): object {
  const urls = [...endpoints].map(([path, { name }]) => [name, baseUrl.replace(/\/$/, '') + path]);
  return { policy_decision_point: baseUrl, ...Object.fromEntries(urls) };
}

function answerMetadata(request: Request, metadata: object): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD');
  return Response.json(metadata, { headers: { 'cache-control': 'public, max-age=3600' } });
}

async function answer<V extends Vocabulary>(
  request: Request,
  endpoint: Endpoint | undefined,
  { authenticate, maxBodyBytes }: AuthzenSettings<V>,
): Promise<Response> {
  if (!endpoint) throw new AuthzenError(404, 'There is no such endpoint');
  if (request.method !== 'POST') return notAllowed('POST');
  const known = await authenticate(request);
  if (known === 'forbidden') throw new AuthzenError(403, 'Forbidden');
  if (known !== true) throw new AuthzenError(401, 'Unauthorized');
  const body = await readBody(request, maxBodyBytes);
  return Response.json(await endpoint(body), { headers: { 'cache-control': 'no-store' } });
}

function notAllowed(allow: string): Response {
  return new Response('Method Not Allowed', { status: 405, headers: { allow } });
}

/** The body of an error is its message (AuthZEN 1.0 §10.1.2). */
function refusal({ status, message }: AuthzenError, { challenge }: { readonly challenge: string }): Response {
  return new Response(message, { status, headers: status === 401 ? { 'www-authenticate': challenge } : {} });
}
