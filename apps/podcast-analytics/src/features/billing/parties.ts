import type { Queries } from '../../platform/db/database.ts';
import type { BillingParts } from './billing-parts.ts';
import type { Party } from './invoice.ts';
import { totalsOf } from './invoice-totals.ts';
import { writeTotals } from './invoice-writes.ts';

export interface Advertiser extends Party {
  /** As campaigns spell it. */
  readonly advertiser: string;
  readonly taxBasisPoints: number;
  /** How many days after its issue an invoice is due. */
  readonly termsDays: number;
  /** What the payment provider charges, such as `pm_…`; empty where the advertiser pays otherwise. */
  readonly paymentMethod: string;
}

/** Who invoices are from and to. What is issued keeps what was known on its day. */
export interface Parties {
  issuer(tenantId: string): Promise<Party | undefined>;
  /** At most 500. */
  advertisers(tenantId: string): Promise<readonly Advertiser[]>;
  advertiser(tenantId: string, advertiser: string): Promise<Advertiser | undefined>;
  setIssuer(tenantId: string, issuer: Party): Promise<void>;
  /** Drafts get the new rate of tax. */
  setAdvertiser(tenantId: string, advertiser: Advertiser): Promise<void>;
}

export function createParties({ database, audit }: BillingParts): Parties {
  return {
    issuer: (tenantId) => findIssuer(database, tenantId),
    advertiser: (tenantId, advertiser) => findAdvertiser(database, tenantId, advertiser),

    advertisers: (tenantId) =>
      database.query<Advertiser>(
        `SELECT ${advertiserColumns} FROM advertisers WHERE tenant_id = $1 ORDER BY advertiser LIMIT 500`,
        [tenantId],
      ),

    setIssuer: (tenantId, { name, address, taxId, email }) =>
      database.transaction(
        async (tx) => {
          await tx.query(
            `INSERT INTO invoice_issuers (tenant_id, name, address, tax_id, email) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id) DO UPDATE SET name = $2, address = $3, tax_id = $4, email = $5`,
            [tenantId, name, address, taxId, email],
          );
          await audit.log({ action: 'billing.issuer_changed', resource: { type: 'issuer', id: tenantId, tenantId } });
        },
        { idempotent: true },
      ),

    setAdvertiser: (tenantId, terms) =>
      database.transaction(
        async (tx) => {
          await tx.query(
            `INSERT INTO advertisers (tenant_id, advertiser, name, address, tax_id, email, tax_basis_points, terms_days,
               payment_method) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (tenant_id, advertiser) DO UPDATE SET name = $3, address = $4, tax_id = $5, email = $6,
               tax_basis_points = $7, terms_days = $8, payment_method = $9`,
            [
              ...[tenantId, terms.advertiser, terms.name, terms.address, terms.taxId, terms.email],
              ...[terms.taxBasisPoints, terms.termsDays, terms.paymentMethod],
            ],
          );
          await taxDrafts(tx, tenantId, terms);
          await audit.log({
            action: 'billing.advertiser_changed',
            resource: { type: 'advertiser', id: terms.advertiser, tenantId },
            details: { taxBasisPoints: terms.taxBasisPoints, termsDays: terms.termsDays },
          });
        },
        { idempotent: true },
      ),
  };
}

export async function findIssuer(db: Queries, tenantId: string): Promise<Party | undefined> {
  const [issuer] = await db.query<Party>(
    'SELECT name, address, tax_id AS "taxId", email FROM invoice_issuers WHERE tenant_id = $1',
    [tenantId],
  );
  return issuer;
}

export async function findAdvertiser(
  db: Queries,
  tenantId: string,
  advertiser: string,
): Promise<Advertiser | undefined> {
  const [found] = await db.query<Advertiser>(
    `SELECT ${advertiserColumns} FROM advertisers WHERE tenant_id = $1 AND advertiser = $2`,
    [tenantId, advertiser],
  );
  return found;
}

const advertiserColumns = `advertiser, name, address, tax_id AS "taxId", email, tax_basis_points AS "taxBasisPoints",
  terms_days AS "termsDays", payment_method AS "paymentMethod"`;

async function taxDrafts(tx: Queries, tenantId: string, { advertiser, taxBasisPoints }: Advertiser): Promise<void> {
  const drafts = await tx.query<{ id: string }>(
    `SELECT id FROM invoices WHERE tenant_id = $1 AND advertiser = $2 AND state = 'draft' FOR UPDATE`,
    [tenantId, advertiser],
  );
  for (const { id } of drafts) {
    const lines = await tx.query<{ netMinor: number; taxBasisPoints: number }>(
      `UPDATE invoice_lines SET tax_basis_points = $2 WHERE invoice_id = $1
       RETURNING net_minor AS "netMinor", tax_basis_points AS "taxBasisPoints"`,
      [id, taxBasisPoints],
    );
    await writeTotals(tx, id, totalsOf(lines));
  }
}
