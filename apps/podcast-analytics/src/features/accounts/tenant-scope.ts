import type { Account } from './account.ts';

/** Whose data a statement may touch: that of the tenant of this id, or, for whoever operates the platform, everybody's. */
export type TenantScope = { readonly tenantId: string } | 'all tenants';

export function scopeOf({ role, tenantId }: Account): TenantScope {
  return role === 'SUPER_ADMIN' ? 'all tenants' : { tenantId };
}

/** For a condition such as `($1::text IS NULL OR tenant_id = $1)`. */
export function scopeParam(scope: TenantScope): string | null {
  return scope === 'all tenants' ? null : scope.tenantId;
}

/** The tenant that something is made in: that of whoever makes it, unless they operate the platform and name another. */
export function tenantFor({ role, tenantId }: Account, named: string | undefined): string {
  return role === 'SUPER_ADMIN' ? (named ?? tenantId) : tenantId;
}
