import type { FC } from 'hono/jsx';
import type { Party } from './invoice.ts';
import type { Advertiser } from './parties.ts';

export interface PartiesViewProps {
  readonly issuer: Party | undefined;
  readonly advertisers: readonly Advertiser[];
  readonly mayManage: boolean;
}

/** Who invoices are from and to. */
export const PartiesView: FC<PartiesViewProps> = ({ issuer, advertisers, mayManage }) => (
  <main id="main">
    <div class="heading">
      <h1>Addresses</h1>
    </div>
    <p class="note">What is issued keeps the names and addresses of its day. Drafts follow what is set here.</p>
    <section class="card" aria-labelledby="issuer-title">
      <h2 id="issuer-title">Invoices are from</h2>
      <form class="party" method="post" action="/billing/parties/issuer">
        <PartyFields party={issuer} disabled={!mayManage} />
        {mayManage && <button type="submit">Save</button>}
      </form>
    </section>
    {advertisers.map((advertiser) => (
      <AdvertiserCard advertiser={advertiser} mayManage={mayManage} />
    ))}
    {advertisers.length === 0 && (
      <p class="note">Advertisers are listed here once a campaign of theirs was billed for the first time.</p>
    )}
  </main>
);

const AdvertiserCard: FC<{ readonly advertiser: Advertiser; readonly mayManage: boolean }> = (props) => {
  const { advertiser, taxBasisPoints, termsDays, paymentMethod } = props.advertiser;
  const disabled = !props.mayManage;
  return (
    <section class="card" aria-label={advertiser}>
      <h2>{advertiser}</h2>
      <form class="party" method="post" action="/billing/parties/advertiser">
        <input type="hidden" name="advertiser" value={advertiser} />
        <PartyFields party={props.advertiser} disabled={disabled} />
        <label>
          Tax in hundredths of a percent
          <input name="taxBasisPoints" type="number" min="0" max="10000" value={taxBasisPoints} disabled={disabled} />
        </label>
        <label>
          Days until due
          <input name="termsDays" type="number" min="0" max="365" value={termsDays} disabled={disabled} />
        </label>
        <label>
          Payment method at the provider
          <input name="paymentMethod" value={paymentMethod} placeholder="pm_…" maxlength={103} disabled={disabled} />
        </label>
        {props.mayManage && <button type="submit">Save</button>}
      </form>
    </section>
  );
};

const PartyFields: FC<{ readonly party: Party | undefined; readonly disabled: boolean }> = ({ party, disabled }) => (
  <>
    <label>
      Name
      <input name="name" value={party?.name ?? ''} required maxlength={200} disabled={disabled} />
    </label>
    <label>
      Address
      <textarea name="address" rows={3} required maxlength={500} disabled={disabled}>
        {party?.address ?? ''}
      </textarea>
    </label>
    <label>
      Tax number
      <input name="taxId" value={party?.taxId ?? ''} maxlength={50} disabled={disabled} />
    </label>
    <label>
      Mail
      <input name="email" type="email" value={party?.email ?? ''} maxlength={320} disabled={disabled} />
    </label>
  </>
);
