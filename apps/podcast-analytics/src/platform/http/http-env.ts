import type { RequestIdVariables } from 'hono/request-id';
import type { Account } from '../../features/accounts/account.ts';
import type { AppPermission } from '../../scry/rbac.ts';

/** What every request carries with it. */
export interface HttpEnv {
  /** `account` is set on all but the open paths, see `features/accounts/authenticate.ts`. */
  Variables: RequestIdVariables & {
    /** How many proxies in front of the server are ours. */
    trustProxy: number;
    account?: Account;
    /** What the account may do, for links and buttons. */
    may?: (permission: AppPermission) => boolean;
  };
}
