import type { FC } from 'hono/jsx';
import { type Account, mayGrant, roles } from '../account.ts';
import { ShownOnce } from '../shown-once.tsx';
import type { Invitation } from './password-links.ts';
import type { User } from './users.ts';

interface UsersViewProps {
  readonly by: Account;
  readonly users: readonly User[];
  readonly invitations: readonly Invitation[];
  /** Of which somebody may be invited to any; empty for whoever has one only. */
  readonly tenants: readonly string[];
  /** That sets a password, just made. */
  readonly link: string | undefined;
  readonly mayUpdate: boolean;
}

export const UsersView: FC<UsersViewProps> = ({ by, users, invitations, tenants, link, mayUpdate }) => (
  <main id="main">
    <div class="heading">
      <h1>Users</h1>
      {mayUpdate && <InviteForm by={by} tenants={tenants} />}
    </div>
    {link !== undefined && (
      <ShownOnce title="The link to set a password" text={link}>
        Give it to the user by a way that only the two of you see. It works once: an invitation for a week, a new
        password for an hour.
      </ShownOnce>
    )}
    <section class="card" aria-labelledby="users-title">
      <h2 id="users-title">Who may log in</h2>
      <section class="scroll" tabindex={0} aria-label="Users">
        <table id="users" class="stacked">
          <thead>
            <tr>
              {tenants.length > 0 && <th scope="col">Tenant</th>}
              <th scope="col">Address</th>
              <th scope="col">Role</th>
              <th scope="col">Second factor</th>
              <th scope="col">Sessions</th>
              <th scope="col">State</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <UserRow user={user} by={by} withTenant={tenants.length > 0} mayUpdate={mayUpdate} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
    {invitations.length > 0 && <Invitations invitations={invitations} mayUpdate={mayUpdate} />}
  </main>
);

const InviteForm: FC<Pick<UsersViewProps, 'by' | 'tenants'>> = ({ by, tenants }) => (
  <form class="filters" method="post" action="/account/users/invite" aria-label="Invite somebody">
    <label>
      Address
      <input type="email" name="email" maxlength={320} required autocomplete="off" />
    </label>
    <RoleField by={by} />
    {tenants.length > 0 && (
      <label>
        Tenant
        <select name="tenantId">
          {tenants.map((id) => (
            <option selected={id === by.tenantId}>{id}</option>
          ))}
        </select>
      </label>
    )}
    <button type="submit">Invite</button>
  </form>
);

const RoleField: FC<{ readonly by: Account; readonly selected?: string }> = ({ by, selected = 'VIEWER' }) => (
  <label>
    Role
    <select name="role">
      {roles
        .filter((role) => mayGrant(by, role))
        .map((role) => (
          <option selected={role === selected}>{role}</option>
        ))}
    </select>
  </label>
);

interface UserRowProps {
  readonly user: User;
  readonly by: Account;
  readonly withTenant: boolean;
  readonly mayUpdate: boolean;
}

const UserRow: FC<UserRowProps> = ({ user, by, withTenant, mayUpdate }) => {
  const { id, tenantId, email, role, hasMfa, sessions, disabledAt } = user;
  return (
    <tr data-user={email}>
      {withTenant && <td>{tenantId}</td>}
      <th scope="row">{email}</th>
      <td>{role}</td>
      <td data-label="second factor">{hasMfa ? 'on' : 'off'}</td>
      <td data-label="sessions">{sessions}</td>
      <td>
        <span class={`state ${disabledAt ? 'open' : 'closed'}`}>{disabledAt ? 'disabled' : 'active'}</span>
      </td>
      <td>
        {mayUpdate && id !== by.id && mayGrant(by, role) ? <Change user={user} by={by} /> : id === by.id && 'yourself'}
      </td>
    </tr>
  );
};

const Change: FC<{ readonly user: User; readonly by: Account }> = ({ user, by }) => {
  const { id, email, role, hasMfa, sessions, disabledAt } = user;
  const deeds: readonly (readonly [string, string])[] = [
    ['link', 'New password link'],
    ...(sessions > 0 ? ([['end-sessions', 'End sessions']] as const) : []),
    ...(hasMfa ? ([['remove-mfa', 'Remove second factor']] as const) : []),
    disabledAt ? ['enable', 'Enable'] : ['disable', 'Disable'],
  ];
  return (
    <details>
      <summary aria-label={`Change ${email}`}>Change</summary>
      <form class="filters" method="post" action={`/account/users/${id}/role`} aria-label={`Role of ${email}`}>
        <RoleField by={by} selected={role} />
        <button type="submit">Give this role</button>
      </form>
      <div class="deeds">
        {deeds.map(([deed, name]) => (
          <form method="post" action={`/account/users/${id}/${deed}`}>
            <button type="submit" aria-label={`${name}: ${email}`}>
              {name}
            </button>
          </form>
        ))}
      </div>
    </details>
  );
};

const Invitations: FC<Pick<UsersViewProps, 'invitations' | 'mayUpdate'>> = ({ invitations, mayUpdate }) => (
  <section class="card" aria-labelledby="invitations-title">
    <h2 id="invitations-title">Invited</h2>
    <section class="scroll" tabindex={0} aria-label="Invitations">
      <table id="invitations" class="stacked">
        <tbody>
          {invitations.map(({ id, tenantId, email, role, expiresAt }) => (
            <tr>
              <th scope="row">{email}</th>
              <td>{role}</td>
              <td>{tenantId}</td>
              <td>until {expiresAt.toISOString().slice(0, 10)}</td>
              <td>
                {mayUpdate && (
                  <form method="post" action={`/account/users/invitations/${id}/withdraw`}>
                    <button type="submit" aria-label={`Withdraw the invitation of ${email}`}>
                      Withdraw
                    </button>
                  </form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </section>
);
