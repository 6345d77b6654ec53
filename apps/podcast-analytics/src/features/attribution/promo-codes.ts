import { randomUUID } from 'node:crypto';
import type { Database, Queries } from '../../platform/db/database.ts';
import { conflict, invalid, notFound } from '../../platform/http/request-error.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Campaign } from '../campaigns/campaign.ts';

const mostPromoCodes = 100;

/** Codes that buyers type in: whose campaign a purchase belongs to is then known without a match. In force, one is of one campaign. */
export interface PromoCodes {
  /** Those in force, in their order. */
  list(campaign: Campaign): Promise<readonly string[]>;
  /** @throws {RequestError} 400 for what is no code, 409 for one that is taken. */
  add(campaign: Campaign, code: string): Promise<void>;
  /** What was bought with it stays. @throws {RequestError} 404 */
  revoke(campaign: Campaign, code: string): Promise<void>;
}

export function createPromoCodes(database: Database, audit: AuditTrail, now: () => number): PromoCodes {
  const instant = () => new Date(now()).toISOString();

  /** In the transaction, so that what cannot be audited does not happen. */
  const tell = (
    { id, tenantId, name }: Campaign,
    change: { readonly old: string | null; readonly new: string | null },
  ) =>
    audit.log({
      action: 'campaign.updated',
      resource: { type: 'campaign', id, tenantId },
      details: { name },
      changes: [{ path: 'promoCodes', ...change }],
    });

  return {
    async list({ id }) {
      const rows = await database.query<{ code: string }>(
        `SELECT code FROM promo_codes WHERE campaign_id = $1 AND revoked_at IS NULL ORDER BY code_key LIMIT ${mostPromoCodes}`,
        [id],
      );
      return rows.map(({ code }) => code);
    },

    async add(campaign, given) {
      const code = checkCode(given);
      if (campaign.state === 'archived') throw conflict('The campaign is archived: it gets no promo codes any more.');
      await database.transaction(async (tx) => {
        await checkRoom(tx, campaign);
        const added = await tx.query(
          `INSERT INTO promo_codes (id, tenant_id, campaign_id, code, code_key, created_at)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
          [randomUUID(), campaign.tenantId, campaign.id, code, code.toUpperCase(), instant()],
        );
        if (added.length === 0) throw conflict(`The promo code "${code}" is in force already.`);
        await tell(campaign, { old: null, new: code });
      });
    },

    revoke: (campaign, code) =>
      database.transaction(async (tx) => {
        const revoked = await tx.query<{ code: string }>(
          `UPDATE promo_codes SET revoked_at = $4
           WHERE tenant_id = $1 AND campaign_id = $2 AND code_key = $3 AND revoked_at IS NULL RETURNING code`,
          [campaign.tenantId, campaign.id, code.toUpperCase(), instant()],
        );
        if (!revoked[0]) throw notFound('promo code', code);
        await tell(campaign, { old: revoked[0].code, new: null });
      }),
  };
}

function checkCode(given: string): string {
  const code = given.trim();
  if (/^[A-Za-z0-9_-]{3,40}$/.test(code)) return code;
  throw invalid(`code: expected 3 to 40 letters, digits, "-" or "_", got "${code.slice(0, 60)}"`);
}

/** Under the lock of the campaign: two at a time are counted one after the other. */
async function checkRoom(tx: Queries, { id }: Campaign): Promise<void> {
  await tx.query('SELECT 1 FROM campaigns WHERE id = $1 FOR UPDATE', [id]);
  const [row] = await tx.query<{ n: number }>(
    'SELECT count(*) AS n FROM promo_codes WHERE campaign_id = $1 AND revoked_at IS NULL',
    [id],
  );
  if ((row?.n ?? 0) >= mostPromoCodes) throw conflict(`A campaign has ${mostPromoCodes} promo codes at most.`);
}
