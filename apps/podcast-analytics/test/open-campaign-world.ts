import { expect } from 'vitest';
import type { Database } from '../src/platform/db/database.ts';
import type { CampaignWorld } from './campaign-world.ts';
import { importLines } from './import-lines.ts';
import type { Routes } from './open-routes.ts';

export type AskJson = (path: string, body?: object, method?: string) => Promise<unknown>;

let worlds = 0;

/** Makes a world come true for a tenant of its own: what can be made through the API is. Answers with a way to ask it. */
export async function openCampaignWorld(database: Database, routes: Routes, world: CampaignWorld): Promise<AskJson> {
  const tenantId = `world-${++worlds}`;
  // A session would end while the months go by.
  const key = await routes.accounts.addApiKey({ tenantId, name: 'recount', role: 'ADMIN', plan: 'network' });
  const ask: AskJson = async (path, body, method = body ? 'POST' : 'GET') => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const response = await routes.anonymous(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    expect(response.status, `${method} ${path}: ${text}`).toBeLessThan(300);
    return JSON.parse(text);
  };

  const urlOf = (show: number, episode: number) => `https://${tenantId}.example/show-${show}/${episode}.mp3`;
  const everyEpisode = [0, 1].flatMap((show) => [0, 1, 2].map((episode) => ({ show, episode })));
  // What is no download of anybody makes all shows and episodes known.
  const probes = everyEpisode.map((at) => ({ ...at, time: '2026-01-01T00:00:00Z', userAgent: 'curl/8.0' }));
  const lines = [...probes, ...world.downloads].map(({ show, episode, ...line }) => ({
    ...line,
    url: urlOf(show, episode),
  }));
  await importLines(database, lines, tenantId);
  const episodes = await database.query<{ id: number; showId: number; key: string; showKey: string }>(
    `SELECT e.id, s.id AS "showId", e.key, s.key AS "showKey" FROM episodes e JOIN shows s ON s.id = e.show_id WHERE s.tenant_id = $1`,
    [tenantId],
  );
  const episodeOf = (show: number, episode: number) => {
    const found = episodes.find(
      ({ showKey, key }) => showKey.endsWith(`show-${show}`) && key.includes(`${episode}.mp3`),
    );
    if (!found) throw new Error(`expected episode ${episode} of show ${show}, got ${JSON.stringify(episodes)}`);
    return found;
  };
  // Feeds tell it: this world has none.
  for (const [episode, time] of world.published.entries()) {
    await database.query('UPDATE episodes SET published_at = $1 WHERE id = $2', [time, episodeOf(0, episode).id]);
  }

  const campaignIds: string[] = [];
  for (const [n, { spots, ...campaign }] of world.campaigns.entries()) {
    const { id } = (await ask('/api/v1/campaigns', {
      ...campaign,
      ...{ advertiser: 'Acme', name: `Campaign ${n}`, state: 'active' },
      spots: spots.map(({ show, episode, position, bakedInDays }) => ({
        ...{ position, insertion: bakedInDays === undefined ? 'dynamic' : 'baked-in', bakedInDays },
        showId: episodeOf(show, 0).showId,
        ...(episode !== undefined && { episodeId: episodeOf(show, episode).id }),
      })),
    })) as { id: string };
    await ask(`/api/v1/campaigns/${id}/promo-codes`, { code: `CODE-${n}` });
    campaignIds.push(id);
  }
  for (const { campaign, byCode, ...conversion } of world.conversions) {
    const n = campaign % campaignIds.length;
    await ask('/api/v1/conversions', {
      ...conversion,
      ...(byCode ? { promoCode: `CODE-${n}` } : { campaignId: campaignIds[n] }),
    });
  }
  const party = { name: 'A company', address: 'Street 1', taxId: '', email: '' };
  await ask('/api/v1/billing/issuer', party, 'PUT');
  await ask('/api/v1/billing/advertisers/Acme', { ...party, taxBasisPoints: world.taxBasisPoints }, 'PUT');
  return ask;
}
