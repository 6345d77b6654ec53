import type { FC } from 'hono/jsx';
import { plans } from '../account.ts';
import { retentionLimits, type Tenant } from './tenants.ts';

interface TenantsViewProps {
  readonly tenants: readonly (Tenant & { readonly users?: number })[];
  /** Who may make tenants, and say what plan they have. */
  readonly isOperator: boolean;
}

export const TenantsView: FC<TenantsViewProps> = ({ tenants, isOperator }) => (
  <main id="main">
    <div class="heading">
      <h1>{isOperator ? 'Tenants' : 'Your network'}</h1>
      {isOperator && <NewTenant />}
    </div>
    {tenants.map((tenant) => (
      <TenantCard tenant={tenant} isOperator={isOperator} />
    ))}
  </main>
);

const PlanField: FC<{ readonly selected: string }> = ({ selected }) => (
  <label>
    Plan
    <select name="plan">
      {plans.map((plan) => (
        <option selected={plan === selected}>{plan}</option>
      ))}
    </select>
  </label>
);

const NewTenant: FC = () => (
  <form class="filters" method="post" action="/account/tenants" aria-label="A new tenant">
    <label>
      Id
      <input name="id" maxlength={63} pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?" required autocomplete="off" />
    </label>
    <label>
      Name
      <input name="name" maxlength={100} required autocomplete="off" />
    </label>
    <PlanField selected="free" />
    <button type="submit">Make a tenant</button>
  </form>
);

interface TenantCardProps {
  readonly tenant: TenantsViewProps['tenants'][number];
  readonly isOperator: boolean;
}

const TenantCard: FC<TenantCardProps> = ({ tenant, isOperator }) => {
  const { id, name, plan, retentionDays, mfaRequired, createdAt, users } = tenant;
  return (
    <section class="card" aria-labelledby={`tenant-${id}`} data-tenant={id}>
      <h2 id={`tenant-${id}`}>
        {name} <code>{id}</code>
      </h2>
      <p class="note">
        Since {createdAt.toISOString().slice(0, 10)}, plan {plan}
        {users !== undefined && `, ${users} users`}.
      </p>
      <form class="filters" method="post" action={`/account/tenants/${id}`} aria-label={`Settings of ${name}`}>
        <label>
          Name
          <input name="name" value={name} maxlength={100} required autocomplete="off" />
        </label>
        <label>
          Days that raw hits are kept
          <input
            type="number"
            name="retentionDays"
            value={retentionDays}
            min={retentionLimits.least}
            max={retentionLimits.most}
            required
          />
        </label>
        <label>
          Second factor of administrators
          <select name="mfaRequired">
            <option value="false">as they like</option>
            <option value="true" selected={mfaRequired}>
              required
            </option>
          </select>
        </label>
        {isOperator && <PlanField selected={plan} />}
        <button type="submit">Save</button>
      </form>
    </section>
  );
};
