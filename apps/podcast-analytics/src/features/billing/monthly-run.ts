import type { Database, Queries } from '../../platform/db/database.ts';
import type { Delivered } from './billable-impressions.ts';
import { type BillableCampaign, type Deliveries, impressionsOf } from './delivery.ts';
import { type CampaignDelivery, draftLines, type NewLine } from './draft-lines.ts';
import type { Period } from './invoice.ts';
import { totalsOf } from './invoice-totals.ts';
import { writeLines, writeTotals } from './invoice-writes.ts';
import { addDays, periodOf } from './period.ts';

export interface MonthlyRun {
  /** Drafts that were made. */
  readonly created: number;
  /** Drafts whose numbers were brought up to date. */
  readonly updated: number;
}

/** How long after its flight a campaign may still be billed for what came late. */
const lateDays = 92;

interface Group {
  readonly advertiser: string;
  readonly currency: string;
  readonly deliveries: readonly CampaignDelivery[];
}

/**
 * Drafts an invoice for each advertiser and currency of a tenant that a month's delivery is to be billed to. To run it again makes
 * nothing twice: a draft is brought up to date, and what is issued stays. Months are billed in their order: one before a month
 * that is invoiced already is left, for what it lacks is in the later one as late.
 */
export async function runMonth(
  {
    database,
    deliveries,
    now,
  }: { readonly database: Database; readonly deliveries: Deliveries; readonly now: () => number },
  tenantId: string,
  month: string,
): Promise<MonthlyRun> {
  const period = periodOf(month);
  const flights = { from: addDays(period.from, -lateDays), to: period.to };
  const campaigns = await deliveries.campaigns(tenantId, flights);
  const run = { created: 0, updated: 0 };
  const groups = await groupsOf(campaigns, (campaign) => delivered(deliveries, tenantId, campaign, month));
  for (const group of [...(await emptiedGroups(database, groups, tenantId, period)), ...groups]) {
    const outcome = await database.transaction((tx) => draft(tx, group, { tenantId, month, now: new Date(now()) }), {
      idempotent: true,
    });
    if (outcome) run[outcome] += 1;
  }
  return run;
}

function keyOf({ advertiser, currency }: Pick<Group, 'advertiser' | 'currency'>): string {
  return JSON.stringify([advertiser, currency]);
}

async function groupsOf(
  campaigns: readonly BillableCampaign[],
  deliveryOf: (campaign: BillableCampaign) => Promise<CampaignDelivery>,
): Promise<readonly Group[]> {
  const groups = new Map<string, { advertiser: string; currency: string; deliveries: CampaignDelivery[] }>();
  for (const campaign of campaigns) {
    const { advertiser, currency } = campaign;
    const key = keyOf(campaign);
    const group = groups.get(key) ?? { advertiser, currency, deliveries: [] };
    group.deliveries.push(await deliveryOf(campaign));
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * Of drafts whose campaigns are all of another advertiser or currency by now. They go first: what still stands in a draft counts as
 * billed.
 */
async function emptiedGroups(
  db: Queries,
  groups: readonly Group[],
  tenantId: string,
  period: Period,
): Promise<readonly Group[]> {
  const drafts = await db.query<Pick<Group, 'advertiser' | 'currency'>>(
    `SELECT advertiser, currency FROM invoices
     WHERE tenant_id = $1 AND kind = 'invoice' AND state = 'draft' AND period_from = $2`,
    [tenantId, period.from],
  );
  const kept = new Set(groups.map(keyOf));
  return drafts.filter((draft) => !kept.has(keyOf(draft))).map((draft) => ({ ...draft, deliveries: [] }));
}

async function delivered(
  deliveries: Deliveries,
  tenantId: string,
  campaign: BillableCampaign,
  month: string,
): Promise<CampaignDelivery> {
  const period = periodOf(month);
  const earlier = { from: campaign.flight.from, to: addDays(period.from, -1) };
  const isFirst = earlier.to < earlier.from;
  return {
    campaign,
    before: isFirst ? 0 : impressionsOf(await deliveries.deliveryOf(tenantId, campaign.id, earlier)),
    parts: await deliveries.deliveryOf(tenantId, campaign.id, period),
  };
}

interface DraftTerms {
  readonly tenantId: string;
  readonly month: string;
  readonly now: Date;
}

async function draft(tx: Queries, group: Group, terms: DraftTerms): Promise<keyof MonthlyRun | undefined> {
  const { tenantId, month, now } = terms;
  const { advertiser, currency } = group;
  const period = periodOf(month);
  const taxBasisPoints = await lockAdvertiser(tx, tenantId, advertiser);
  if (await isBilledLater(tx, group, terms)) return undefined;
  const [found] = await tx.query<{ id: string; state: string }>(
    `SELECT id, state FROM invoices WHERE tenant_id = $1 AND advertiser = $2 AND currency = $3 AND period_from = $4
       AND kind = 'invoice' AND state <> 'void' FOR UPDATE`,
    [tenantId, advertiser, currency, period.from],
  );
  if (found && found.state !== 'draft') return undefined;
  const lines: NewLine[] = [];
  for (const delivery of group.deliveries) {
    const settled = await settledImpressions(tx, tenantId, delivery.campaign.id, found?.id);
    lines.push(...draftLines(delivery, { period, taxBasisPoints, settled }));
  }
  if (!found && lines.length === 0) return undefined;
  const id = found?.id ?? (await insertDraft(tx, { ...group, tenantId, period, now }));
  await writeLines(tx, id, lines);
  await writeTotals(tx, id, totalsOf(lines));
  return found ? 'updated' : 'created';
}

/** Of two runs for an advertiser at a time, one waits: what is billed already is a sum over its invoices. */
async function lockAdvertiser(tx: Queries, tenantId: string, advertiser: string): Promise<number> {
  const key = [tenantId, advertiser];
  await tx.query('INSERT INTO advertisers (tenant_id, advertiser) VALUES ($1, $2) ON CONFLICT DO NOTHING', key);
  const [row] = await tx.query<{ taxBasisPoints: number }>(
    `SELECT tax_basis_points AS "taxBasisPoints" FROM advertisers WHERE tenant_id = $1 AND advertiser = $2 FOR UPDATE`,
    key,
  );
  return row?.taxBasisPoints ?? 0;
}

async function isBilledLater(tx: Queries, { advertiser, currency }: Group, terms: DraftTerms): Promise<boolean> {
  const later = await tx.query(
    `SELECT 1 FROM invoices WHERE tenant_id = $1 AND advertiser = $2 AND currency = $3 AND period_from > $4
       AND kind = 'invoice' AND state <> 'void' LIMIT 1`,
    [terms.tenantId, advertiser, currency, periodOf(terms.month).from],
  );
  return later.length > 0;
}

/** Of other invoices than this; what is void was billed to nobody. */
async function settledImpressions(
  tx: Queries,
  tenantId: string,
  campaignId: string,
  exceptInvoiceId: string | undefined,
): Promise<Pick<Delivered, 'billed' | 'credited'>> {
  const [row] = await tx.query<Pick<Delivered, 'billed' | 'credited'>>(
    `SELECT coalesce(sum(l.impressions) FILTER (WHERE l.kind <> 'credit'), 0)::int8 AS billed,
       coalesce(sum(l.impressions) FILTER (WHERE l.kind = 'credit'), 0)::int8 AS credited
     FROM invoice_lines l
     JOIN invoices i ON i.id = l.invoice_id
     JOIN invoices o ON o.id = coalesce(i.corrects_id, i.id)
     WHERE i.tenant_id = $1 AND l.campaign_id = $2 AND l.kind IN ('impressions', 'late', 'credit')
       AND o.state <> 'void' AND o.id IS DISTINCT FROM $3::uuid`,
    [tenantId, campaignId, exceptInvoiceId ?? null],
  );
  return row ?? { billed: 0, credited: 0 };
}

type NewDraft = Pick<Group, 'advertiser' | 'currency'> &
  Pick<DraftTerms, 'tenantId' | 'now'> & { readonly period: ReturnType<typeof periodOf> };

async function insertDraft(tx: Queries, { tenantId, advertiser, currency, period, now }: NewDraft): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `INSERT INTO invoices (tenant_id, kind, state, advertiser, period_from, period_to, currency, net_minor, tax_minor,
       total_minor, taxes, created_at)
     VALUES ($1, 'invoice', 'draft', $2, $3, $4, $5, 0, 0, 0, '[]', $6) RETURNING id`,
    [tenantId, advertiser, period.from, period.to, currency, now.toISOString()],
  );
  if (!row) throw new Error('an INSERT ... RETURNING gave no row');
  return row.id;
}
