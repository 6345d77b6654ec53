import type { MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { answerWithError } from './api-error.ts';
import type { HttpEnv } from './http-env.ts';

/** Problem details (RFC 9457), in which the middleware of the packages refuses. */
const problem = z.object({ title: z.string(), permission: z.string().optional() });

/** A program reads one shape of error, whatever part of the application refused its request. */
export const oneErrorShape: MiddlewareHandler<HttpEnv> = async function answerErrorsInOneShape(context, next) {
  await next();
  const { res } = context;
  if (!res.headers.get('content-type')?.includes('problem+json')) return;
  const { title, permission } = problem.parse(await res.json());
  const message = permission === undefined ? title : `This needs the permission ${permission}.`;
  const code = res.status === 401 ? 'unauthenticated' : 'forbidden';
  const answer = await answerWithError(context, res.status === 401 ? 401 : 403, code, message);
  const headers = new Headers(res.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  context.res = undefined; // a response takes over the headers of the one it replaces
  context.res = new Response(answer.body, { status: res.status, headers });
};
