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
}
