import type { Account, Role } from '../account.ts';

export interface UserRow {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly role: Role;
}

export const userColumns = 'users.id, users.tenant_id AS "tenantId", users.email, users.role';

/** A person looks at pages; what programs ask for is limited by the plan of their key. */
export function userAccount({ id, tenantId, email, role }: UserRow): Account {
  return { type: 'user', id, tenantId, role, name: email, plan: 'team' };
}
