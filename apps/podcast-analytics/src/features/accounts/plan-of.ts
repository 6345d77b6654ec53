import type { Context } from 'hono';
import type { Account, Plan } from './account.ts';
import { apiKeyHeader, sessionCookie } from './authenticate.ts';

/** The plan that a request counts for, before anybody has been authenticated: a wrong session is found out later. */
export async function planOf(
  context: Context,
  accountOfKey: (key: string) => Promise<Account | undefined>,
): Promise<Plan> {
  const key = context.req.header(apiKeyHeader);
  if (key !== undefined) return (await accountOfKey(key))?.plan ?? 'free';
  return context.req.header('cookie')?.includes(`${sessionCookie}=`) ? 'team' : 'free'; // a page asks for several things
}
