import type { Events } from '../../../platform/events/events.ts';
import { forbidden, invalid } from '../../../platform/http/request-error.ts';
import type { AuditTrail } from '../../../scry/audit.ts';
import { type Access, type AppPermission, permissions } from '../../../scry/rbac.ts';
import { type Account, mayGrant, type Plan, type Role } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { scopeOf, tenantFor } from '../tenant-scope.ts';

const dayMs = 24 * 3_600_000;

export interface KeyInput {
  readonly name: string;
  readonly role: Role;
  readonly scopes?: readonly string[] | undefined;
  readonly expiresInDays?: number | undefined;
  readonly tenantId?: string | undefined;
}

/** What somebody does to API keys, each deed allowed and audited before it is done. */
export interface AdministerKeys {
  /** The key itself. @throws RequestError */
  create(by: Account, key: KeyInput): Promise<string>;
  /** A key revokes itself, too. @throws RequestError 403 for a role that one may not give, 404 */
  revoke(by: Account, id: string): Promise<void>;
}

interface AdministerKeysParts {
  readonly accounts: Accounts;
  readonly audit: AuditTrail;
  readonly access: Pick<Access, 'may'>;
  readonly events: Events;
  readonly now: () => number;
}

export function administerKeys({ accounts, audit, access, events, now }: AdministerKeysParts): AdministerKeys {
  /** A key can do no more than its role, and no more than whoever makes it. */
  function checkPermissions(by: Account, { role, scopes }: KeyInput): void {
    const ofRole = (permission: AppPermission) =>
      access.may({ id: 'a new key', tenantId: by.tenantId, role }, permission);
    const known: readonly string[] = permissions.filter(ofRole);
    const excess = (scopes ?? []).filter((scope) => !known.includes(scope));
    if (excess.length > 0) {
      throw invalid(`scopes: expected some of ${known.join(', ')}, which ${role} may, got "${excess.join('", "')}"`);
    }
    const wanted = permissions.filter((permission) => (scopes ?? known).includes(permission));
    const beyond = wanted.filter((permission) => !access.may(by, permission));
    if (!mayGrant(by, role) || beyond.length > 0) throw forbidden('You may make no key that can do more than you can.');
  }

  return {
    async create(by, input) {
      checkPermissions(by, input);
      const { name, role, scopes, expiresInDays } = input;
      const { id: tenantId, plan } = await accounts.tenants.get(tenantFor(by, input.tenantId));
      const expiresAt = expiresInDays === undefined ? undefined : new Date(now() + expiresInDays * dayMs);
      await audit.log({
        action: 'api_key.created',
        resource: { type: 'api_key', id: name, tenantId },
        details: {
          ...{ name, role, plan: plan satisfies Plan },
          ...(scopes && { scopes: [...scopes] }),
          ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
        },
      });
      const key = await accounts.addApiKey({ tenantId, name, role, plan, scopes, expiresAt });
      const made = await accounts.ofApiKey(key);
      if (made) events.emit({ type: 'api_key.created', data: { keyId: made.account.id, name } });
      return key;
    },

    async revoke(by, id) {
      const { name, tenantId, role } = await accounts.apiKey(scopeOf(by), id);
      if (id !== by.id && !mayGrant(by, role)) throw forbidden(`You may revoke no key of the role ${role}.`);
      await audit.log({
        action: 'api_key.revoked',
        resource: { type: 'api_key', id, tenantId },
        details: { keyId: id, name },
      });
      await accounts.revokeApiKeyById(scopeOf(by), id);
      events.emit({ type: 'api_key.revoked', data: { keyId: id, name } });
    },
  };
}
