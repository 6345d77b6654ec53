import type { Explanation } from '@scry/rbac';
import type { FC } from 'hono/jsx';
import type { ListedAccount } from '../accounts/accounts.ts';

interface AccessViewProps {
  readonly accounts: readonly ListedAccount[];
  readonly permissions: readonly string[];
  readonly asked?: { readonly account: ListedAccount; readonly permission: string; readonly explanation: Explanation };
}

/** Why somebody may or may not do something. */
export const AccessView: FC<AccessViewProps> = ({ accounts, permissions, asked }) => (
  <main id="main">
    <div class="heading">
      <h1>Access</h1>
      <form class="filters" method="get" action="/operations/access" aria-label="Question">
        <label>
          May
          <select name="account">
            {accounts.map(({ id, name }) => (
              <option value={id} selected={id === asked?.account.id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          do
          <select name="permission">
            {permissions.map((permission) => (
              <option value={permission} selected={permission === asked?.permission}>
                {permission}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Ask</button>
      </form>
    </div>
    {asked ? (
      <Answer {...asked} />
    ) : (
      <p class="card empty">The answer names the rule that decides, and every rule that speaks of it.</p>
    )}
  </main>
);

const Answer: FC<NonNullable<AccessViewProps['asked']>> = ({ account, permission, explanation }) => {
  const { decision, roles, tenant, rules } = explanation;
  return (
    <section class="card" id="answer" data-allowed={String(decision.allowed)} aria-labelledby="answer-title">
      <h2 id="answer-title">
        {account.name} {decision.allowed ? 'may' : 'may not'} {permission}
      </h2>
      <dl class="facts">
        <dt>Decision</dt>
        <dd>
          <span class={`state ${decision.allowed ? 'closed' : 'open'}`}>{decision.code}</span>{' '}
          {decision.ruleId !== null && <code>{decision.ruleId}</code>}
        </dd>
        <dt>Roles in force</dt>
        <dd>{roles.join(', ') || 'none'}</dd>
        <dt>Tenant</dt>
        <dd>
          {account.tenantId} ({tenant})
        </dd>
        <dt>Rules that were weighed</dt>
        <dd>
          {rules.length === 0
            ? 'none speaks of it'
            : rules.map(({ ruleId, effect, outcome }) => (
                <div>
                  <code>{ruleId}</code> {effect}: {outcome}
                </div>
              ))}
        </dd>
      </dl>
    </section>
  );
};
