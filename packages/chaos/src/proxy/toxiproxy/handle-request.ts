import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { apiErrorOf } from './api-error.ts';
import { type Answer, errorText } from './json-answer.ts';
import { readJson } from './json-body.ts';
import { type Api, type Route, routes } from './routes.ts';

/** A request listener for the API. Requests that are read are done one after the other: each sees what those before it did. */
export function requestListener(api: Api, maxBodyBytes: number) {
  let done: Promise<unknown> = Promise.resolve();

  return async function handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = routeOf(request, api);
    if (!('route' in found)) return send(response, found);
    const { route, names } = found;
    const [proxy = '', toxic = ''] = names;
    const body = readJson(request, maxBodyBytes);
    await body.catch(() => {}); // who wants no body does not mind what it is
    const answer = done.then(() => route(api, { proxy, toxic, body: () => body })).catch(answerOf);
    done = answer;
    send(response, await answer);
  };
}

interface Match {
  readonly route: Route;
  readonly names: readonly string[];
}

function routeOf({ method = '', url = '', headers }: IncomingMessage, api: Api): Match | Answer {
  // A page in a browser could reach the API across origins.
  if (headers['user-agent']?.startsWith('Mozilla/')) return errorText(403, 'User agent not allowed');
  const [path = ''] = url.split('?');
  const parts = path.split('/');
  const pattern = parts.map((part, index) => (index === 2 || index === 4 ? '*' : part)).join('/');
  const methods = pattern === '/metrics' && !api.metrics ? undefined : own(routes, pattern);
  const names = [parts[2], parts[4]].map(decoded).filter((name) => name !== undefined && name !== '');
  const expected = pattern.split('*').length - 1;
  if (!methods || names.length !== expected) return errorText(404, '404 page not found');
  const route = own(methods, method);
  return route ? { route, names: names as string[] } : { status: 405, type: '', body: '' };
}

/** Names such as `constructor` are no paths. */
function own<T>(from: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

function decoded(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function answerOf(error: unknown): Answer {
  const { message, status } = apiErrorOf(error);
  return errorText(status, JSON.stringify({ error: message, status }));
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'X-Toxiproxy-Request-Id': randomBytes(10).toString('hex'),
    ...(type && { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
    ...(type.startsWith('text/plain') && { 'X-Content-Type-Options': 'nosniff' }),
  });
  response.end(body);
}
