import type { Database, Queries } from '../../platform/db/database.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import { type ArrivedConversion, type CampaignKey, duplicateKey } from './conversion.ts';

/** What became of a conversion. */
export type Recorded =
  | { readonly state: 'recorded'; readonly id: string; readonly campaignId: string }
  /** It is there already, as `id`. */
  | { readonly state: 'duplicate'; readonly id: string; readonly campaignId: string }
  | { readonly state: 'unknown-campaign' }
  | { readonly state: 'wrong-currency'; readonly expected: string };

export interface Conversions {
  /** Stores it once, however often it comes. */
  record(arrived: ArrivedConversion): Promise<Recorded>;
}

interface Target {
  readonly campaignId: string;
  readonly tenantId: string;
  readonly currency: string;
  /** As it was given out. */
  readonly code: string | null;
}

export function createConversions(database: Database, outbox: Pick<Outbox, 'add'>, now: () => number): Conversions {
  async function store(tx: Queries, arrived: ArrivedConversion): Promise<Recorded> {
    const target = await findTarget(tx, arrived.campaign);
    if (!target) return { state: 'unknown-campaign' };
    const { campaignId, tenantId, currency, code } = target;
    if ((arrived.currency ?? currency) !== currency) return { state: 'wrong-currency', expected: currency };
    const { id, kind, time, orderId, valueMinor, households } = arrived;
    const key = duplicateKey(arrived);
    const [added] = await tx.query(
      `INSERT INTO conversions (id, tenant_id, campaign_id, kind, time, duplicate_key, order_id, promo_code, value_minor,
         households, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::uuid[], $11) ON CONFLICT DO NOTHING RETURNING id`,
      [
        ...[id, tenantId, campaignId, kind, new Date(time).toISOString(), key, orderId, code, valueMinor, households],
        new Date(now()).toISOString(),
      ],
    );
    if (added) {
      await outbox.add(tx, { type: 'attribution.event.recorded', tenantId, subject: id, data: { campaignId, kind } });
      return { state: 'recorded', id, campaignId };
    }
    const [there] = await tx.query<{ id: string }>(
      'SELECT id FROM conversions WHERE campaign_id = $1 AND duplicate_key = $2',
      [campaignId, key],
    );
    return { state: 'duplicate', id: there?.id ?? id, campaignId };
  }

  return { record: (arrived) => database.transaction((tx) => store(tx, arrived), { idempotent: true }) };
}

async function findTarget(tx: Queries, key: CampaignKey): Promise<Target | undefined> {
  const columns = 'c.id AS "campaignId", c.tenant_id AS "tenantId", c.currency';
  const find = (rest: string, params: readonly string[]) =>
    tx.query<Target>(`SELECT ${columns}, ${rest} AND c.state <> 'archived'`, params);
  if ('pixelToken' in key) {
    const [found] = await find('NULL AS code FROM campaigns c WHERE c.pixel_token = $1', [key.pixelToken]);
    return found;
  }
  if ('campaignId' in key) {
    const { campaignId, tenantId } = key;
    const [found] = await find('NULL AS code FROM campaigns c WHERE c.id = $1 AND c.tenant_id = $2', [
      campaignId,
      tenantId,
    ]);
    return found;
  }
  const [found] = await find(
    `p.code FROM promo_codes p JOIN campaigns c ON c.id = p.campaign_id
     WHERE p.tenant_id = $1 AND p.code_key = $2 AND p.revoked_at IS NULL`,
    [key.tenantId, key.promoCode.toUpperCase()],
  );
  return found;
}
