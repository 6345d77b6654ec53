import type { Context } from 'hono';
import type { HttpEnv } from './http-env.ts';

/**
 * Where this server is for whoever asks, such as `https://console.example`. TLS ends at the proxies in front of it: where they are
 * ours, X-Forwarded-Proto of the first of them tells.
 */
export function ownOrigin(context: Context<HttpEnv>): string {
  const { protocol, host } = new URL(context.req.url);
  const trustProxy = context.get('trustProxy');
  const told = trustProxy === 0 ? [] : (context.req.header('x-forwarded-proto') ?? '').split(',');
  const isTls = (told.at(-trustProxy) ?? told[0])?.trim().toLowerCase() === 'https';
  return `${isTls ? 'https:' : protocol}//${host}`;
}
