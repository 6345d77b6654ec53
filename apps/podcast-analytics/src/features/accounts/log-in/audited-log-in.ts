import type { Events } from '../../../platform/events/events.ts';
import type { AppAudit } from '../../../scry/audit.ts';
import type { Account } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { LockedOutError } from './locked-out-error.ts';
import type { HalfLogIn, Origin, Session } from './log-in.ts';

/** The parts of a log-in, each told and in the audit trail before it is answered for. */
export interface AuditedLogIn {
  /** The whole of it or its first half; undefined where address and password do not belong together. */
  withPassword(email: string, password: string, from: Origin): Promise<Session | HalfLogIn | undefined>;
  /** The second half; undefined for a wrong code. */
  withCode(half: HalfLogIn, code: string, from: Origin): Promise<Session | undefined>;
  /** The second half of whoever gets a second factor by it, with the recovery codes; undefined for a wrong code. */
  withEnrolment(
    half: HalfLogIn,
    code: string,
    from: Origin,
  ): Promise<{ readonly session: Session; readonly recoveryCodes: readonly string[] } | undefined>;
}

export function auditedLogIn(accounts: Accounts, audit: AppAudit, events: Events): AuditedLogIn {
  const actorOf = ({ id, tenantId }: Account) => ({ type: 'user', id, tenantId }) as const;

  async function succeed(account: Account, mfa: boolean): Promise<void> {
    await audit.logAuthSuccess({ actor: actorOf(account), details: { method: 'password', mfa } });
    events.emit({
      type: 'auth.login.success',
      data: { userId: account.id, method: mfa ? 'password, code' : 'password' },
    });
  }

  async function finish(half: HalfLogIn, from: Origin): Promise<Session | undefined> {
    await succeed(half.account, true);
    return accounts.finishLogIn(half, from);
  }

  async function failCode({ account }: HalfLogIn): Promise<undefined> {
    const reason = 'wrong code';
    await audit.log({ action: 'auth.mfa.verify.failure', outcome: 'FAILURE', actor: actorOf(account), reason });
    events.emit({ type: 'auth.mfa.verify.failure', data: { userId: account.id, method: 'code', reason } });
  }

  /** Where an address has no account, nobody is named: the trail keeps ids, and no addresses of people. */
  async function actorAt(email: string) {
    return { type: 'user', id: 'nobody', ...(await accounts.userAt(email)) } as const;
  }

  return {
    async withPassword(email, password, from) {
      const details = { method: 'password' };
      try {
        const found = await accounts.logIn(email, password, from);
        if (found?.kind === 'session') await succeed(found.account, false);
        if (!found) {
          await audit.logAuthFailure({ actor: await actorAt(email), reason: 'wrong password', details });
          events.emit({ type: 'auth.login.failure', data: { ...details, reason: 'wrong password' } });
        }
        return found;
      } catch (error) {
        if (!(error instanceof LockedOutError)) throw error;
        await audit.log({
          action: 'auth.locked_out',
          outcome: 'DENIED',
          actor: await actorAt(email),
          details: { ...details, waitMs: error.waitMs },
        });
        throw error;
      }
    },

    async withCode(half, code, from) {
      const actor = actorOf(half.account);
      try {
        const method = await accounts.checkCode(half.account, code, from);
        if (!method) return await failCode(half);
        await audit.log({ action: 'auth.mfa.verify.success', actor, details: { method } });
        events.emit({ type: 'auth.mfa.verify.success', data: { userId: actor.id, method } });
        return await finish(half, from);
      } catch (error) {
        if (!(error instanceof LockedOutError)) throw error;
        const details = { method: 'code', waitMs: error.waitMs };
        await audit.log({ action: 'auth.locked_out', outcome: 'DENIED', actor, details });
        throw error;
      }
    },

    async withEnrolment(half, code, from) {
      const recoveryCodes = await accounts.mfa.confirm(half.account.id, code);
      if (!recoveryCodes) return failCode(half);
      await audit.log({ action: 'auth.mfa.enrolled', actor: actorOf(half.account) });
      const session = await finish(half, from);
      return session && { session, recoveryCodes };
    },
  };
}
