import { clientIp } from '@scry/ratelimit/ip';
import type { Context } from 'hono';
import type { HttpEnv } from './http-env.ts';

/** What @hono/node-server hands on; a test asks without a socket. */
interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/** Where a request comes from, seen through as many proxies as are ours. */
export function clientAddress(context: Context<HttpEnv>, trustProxy: number): string | undefined {
  const { incoming } = (context.env ?? {}) as NodeBindings; // Hono knows nothing of the server below it
  return clientIp(incoming?.socket?.remoteAddress, context.req.header('x-forwarded-for'), trustProxy);
}
