export const roles = ['VIEWER', 'ANALYST', 'CAMPAIGN_MANAGER', 'MONITOR', 'ADMIN', 'SUPER_ADMIN'] as const;
export type Role = (typeof roles)[number];

/** How much a tenant's keys may ask for, see `src/scry/ratelimit.ts`. */
export const plans = ['free', 'team', 'network'] as const;
export type Plan = (typeof plans)[number];

/** Whoever a request comes from. */
export interface Account {
  readonly type: 'user' | 'api_key';
  readonly id: string;
  readonly tenantId: string;
  readonly role: Role;
  /** The address of a user, the name of a key. */
  readonly name: string;
  readonly plan: Plan;
  /** Where a key has only some of the permissions of its role. */
  readonly scopes?: readonly string[];
  /** Of a user; absent where nothing of it is asked. */
  readonly teamIds?: readonly string[];
}

/** Roles that administer a tenant: those whose log-in a tenant may ask a second factor of. */
export const administrators: readonly Role[] = ['ADMIN', 'SUPER_ADMIN'];

/** Whether somebody may give this role away, and change or end what has it. A key with scopes makes no administrators. */
export function mayGrant({ role: own, scopes }: Pick<Account, 'role' | 'scopes'>, role: Role): boolean {
  if (scopes && administrators.includes(role)) return false;
  return own === 'SUPER_ADMIN' || (own === 'ADMIN' && role !== 'SUPER_ADMIN');
}
