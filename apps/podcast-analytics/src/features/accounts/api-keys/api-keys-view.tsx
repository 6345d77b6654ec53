import type { FC } from 'hono/jsx';
import { type Account, mayGrant, roles } from '../account.ts';
import { ShownOnce } from '../shown-once.tsx';
import type { ApiKey } from './api-keys.ts';
import { mostDays } from './key-input.ts';

interface ApiKeysViewProps {
  readonly by: Account;
  readonly keys: readonly ApiKey[];
  /** What a key may be narrowed to. */
  readonly scopes: readonly string[];
  /** The key that was just made. */
  readonly made: string | undefined;
  readonly mayUpdate: boolean;
}

export const ApiKeysView: FC<ApiKeysViewProps> = ({ by, keys, scopes, made, mayUpdate }) => (
  <main id="main">
    <div class="heading">
      <h1>API keys</h1>
    </div>
    {made !== undefined && (
      <ShownOnce title="The new key" text={made}>
        A program sends it in the header <code>X-API-Key</code>.
      </ShownOnce>
    )}
    <section class="card" aria-labelledby="keys-title">
      <h2 id="keys-title">In force</h2>
      {keys.length === 0 ? (
        <p class="note">None: no program has a key.</p>
      ) : (
        <section class="scroll" tabindex={0} aria-label="API keys">
          <table id="keys" class="stacked">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Key</th>
                <th scope="col">May</th>
                <th scope="col">Plan</th>
                <th scope="col">Last used (UTC)</th>
                <th scope="col">Expires</th>
                <th scope="col">Revoke</th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <KeyRow {...key} mayRevoke={mayUpdate && mayGrant(by, key.role)} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
    {mayUpdate && <NewKey by={by} scopes={scopes} />}
  </main>
);

const KeyRow: FC<ApiKey & { readonly mayRevoke: boolean }> = (key) => (
  <tr data-key={key.name}>
    <th scope="row">
      {key.name} <small>{key.tenantId}</small>
    </th>
    <td>
      <code>{key.prefix || 'pak_'}…</code>
    </td>
    <td>
      {key.role} <small>{key.scopes?.join(', ')}</small>
    </td>
    <td data-label="plan">{key.plan}</td>
    <td data-label="last used">
      {key.lastUsedAt ? key.lastUsedAt.toISOString().slice(0, 16).replace('T', ' ') : 'never'}
    </td>
    <td data-label="expires">{key.expiresAt ? key.expiresAt.toISOString().slice(0, 10) : 'never'}</td>
    <td>
      {key.mayRevoke && (
        <form method="post" action={`/account/keys/${key.id}/revoke`}>
          <button type="submit" aria-label={`Revoke ${key.name}`}>
            Revoke
          </button>
        </form>
      )}
    </td>
  </tr>
);

const NewKey: FC<Pick<ApiKeysViewProps, 'by' | 'scopes'>> = ({ by, scopes }) => (
  <section class="card" aria-labelledby="new-key-title">
    <h2 id="new-key-title">A new key</h2>
    <form method="post" action="/account/keys">
      <div class="filters">
        <label>
          Name
          <input name="name" maxlength={100} required autocomplete="off" />
        </label>
        <label>
          Role
          <select name="role">
            {roles
              .filter((role) => mayGrant(by, role))
              .map((role) => (
                <option selected={role === 'VIEWER'}>{role}</option>
              ))}
          </select>
        </label>
        <label>
          Expires in days
          <input type="number" name="expiresInDays" min={1} max={mostDays} value={365} />
        </label>
      </div>
      <fieldset class="scopes">
        <legend>Only these permissions of the role; all of them where none is chosen</legend>
        {scopes.map((scope) => (
          <label>
            <input type="checkbox" name="scopes" value={scope} />
            {scope}
          </label>
        ))}
      </fieldset>
      <button type="submit">Make the key</button>
    </form>
  </section>
);
