import type { Context } from 'hono';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import type { Account } from './account.ts';

/** Of an account, what the policy knows. */
export type Who = Pick<Account, 'id' | 'tenantId' | 'role' | 'scopes' | 'teamIds'>;

export function principal({ id, tenantId, role, scopes, teamIds = [] }: Who) {
  return { id, tenantId, teamIds, roles: [role], ...(scopes && { scopes }) };
}

/** Whoever a request comes from; undefined where nobody is logged in. */
export function principalOf(context: Context<HttpEnv>) {
  const account = context.get('account');
  return account && principal(account);
}
