import { conflict, forbidden, notFound } from '../../../platform/http/request-error.ts';
import type { AuditTrail } from '../../../scry/audit.ts';
import { type Account, mayGrant, type Role } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { scopeOf, tenantFor } from '../tenant-scope.ts';
import { checkEmail } from './check-user.ts';
import type { PasswordLink } from './password-links.ts';
import type { User, UserChange } from './users.ts';

/** What somebody does to users, each deed allowed and audited before it is done. All throw RequestError where it may not be. */
export interface AdministerUsers {
  invite(by: Account, invited: { email: string; role: Role; tenantId?: string | undefined }): Promise<PasswordLink>;
  withdrawInvitation(by: Account, id: string): Promise<void>;
  update(by: Account, id: string, change: UserChange): Promise<void>;
  endSessions(by: Account, id: string): Promise<void>;
  resetLink(by: Account, id: string): Promise<PasswordLink>;
  removeMfa(by: Account, id: string): Promise<void>;
}

export function administerUsers(accounts: Accounts, audit: AuditTrail): AdministerUsers {
  /** Nobody changes themselves here: so there is always an administrator left. */
  async function other(by: Account, id: string): Promise<User> {
    const user = await accounts.user(scopeOf(by), id);
    if (user.id === by.id) throw conflict('This is your own account: ask somebody else who administers users.');
    checkGrant(by, user.role);
    return user;
  }

  return {
    async invite(by, { email, role, tenantId: named }) {
      checkGrant(by, role);
      const { id: tenantId } = await accounts.tenants.get(tenantFor(by, named));
      checkEmail(email);
      await audit.log({
        action: 'user.invited',
        resource: { type: 'tenant', id: tenantId, tenantId },
        details: { role },
      });
      return accounts.invite({ tenantId, email, role });
    },

    async withdrawInvitation(by, id) {
      await audit.log({ action: 'user.invitation_withdrawn', resource: { type: 'invitation', id } });
      if (!(await accounts.withdrawInvitation(scopeOf(by), id))) throw notFound('invitation', id);
    },

    async update(by, id, change) {
      const user = await other(by, id);
      if (change.role !== undefined) checkGrant(by, change.role);
      await audit.log({
        action: 'user.updated',
        resource: resourceOf(user),
        changes: [
          { path: 'role', old: user.role, new: change.role ?? user.role },
          { path: 'disabled', old: user.disabledAt !== null, new: change.isDisabled ?? user.disabledAt !== null },
        ].filter((each) => each.old !== each.new),
      });
      await accounts.updateUser(scopeOf(by), id, change);
    },

    async endSessions(by, id) {
      const user = await other(by, id);
      await audit.log({ action: 'user.sessions_ended', resource: resourceOf(user) });
      await accounts.endSessions(id);
    },

    async resetLink(by, id) {
      const user = await other(by, id);
      await audit.log({ action: 'user.password_link_created', resource: resourceOf(user) });
      return accounts.resetLink(user);
    },

    async removeMfa(by, id) {
      const user = await other(by, id);
      await audit.log({ action: 'auth.mfa.removed', resource: resourceOf(user) });
      await accounts.mfa.remove(id);
    },
  };
}

/** @throws RequestError 403 where somebody administers nobody of this role. */
export function checkGrant(by: Account, role: Role): void {
  if (!mayGrant(by, role)) throw forbidden(`Your role administers nobody who is ${role}.`);
}

function resourceOf({ id, tenantId }: User) {
  return { type: 'user', id, tenantId };
}
