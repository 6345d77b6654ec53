import type { Context } from 'hono';
import { notFound } from './request-error.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id in the path. What is no id is the id of nothing. @throws RequestError 404 */
export function uuidParam(context: Context, name: string, what: string): string {
  const given = context.req.param(name) ?? '';
  if (!uuid.test(given)) throw notFound(what, given.slice(0, 100));
  return given;
}
