import * as z from 'zod';
import { type ExportedDownload, type NaiveCampaign, naiveImpressions } from './naive-delivery.ts';
import type { AskJson } from './open-campaign-world.ts';

const campaign = z.object({
  id: z.string(),
  flight: z.object({ from: z.string(), to: z.string() }),
  goal: z.int(),
  cpmMinor: z.int(),
  spots: z.array(
    z.object({
      id: z.string(),
      position: z.enum(['pre', 'mid', 'post']),
      insertion: z.string(),
      bakedInDays: z.int(),
      showId: z.int(),
      episodeId: z.int().optional(),
    }),
  ),
});
export type ExportedCampaign = z.infer<typeof campaign>;
/** What all campaigns of a tenant are recounted from. */
export interface Exported {
  readonly campaigns: readonly ExportedCampaign[];
  readonly downloads: readonly ExportedDownload[];
  /** By episode: the day on which it came out. */
  readonly published: ReadonlyMap<number, string>;
}

const hits = z.object({
  hits: z.array(z.object({ showId: z.int(), episodeId: z.int(), time: z.string() })),
  next: z.string().optional(),
});
const episodes = z.object({ episodes: z.array(z.object({ id: z.int(), publishedAt: z.string().optional() })) });

/** Page by page. */
export async function exportAll(ask: AskJson): Promise<Exported> {
  const downloads: ExportedDownload[] = [];
  let after = '';
  for (;;) {
    const page = hits.parse(await ask(`/api/v1/hits?outcome=counted&limit=7${after}`));
    downloads.push(...page.hits.map(({ showId, episodeId, time }) => ({ show: showId, episode: episodeId, time })));
    if (page.next === undefined) break;
    after = `&after=${page.next}`;
  }
  const published = new Map<number, string>();
  for (const { episode, time } of downloads) {
    const first = published.get(episode);
    if (first === undefined || time.slice(0, 10) < first) published.set(episode, time.slice(0, 10));
  }
  const { shows } = z.object({ shows: z.array(z.object({ id: z.int() })) }).parse(await ask('/api/v1/shows'));
  for (const { id } of shows) {
    for (const one of episodes.parse(await ask(`/api/v1/shows/${id}/episodes`)).episodes) {
      if (one.publishedAt !== undefined) published.set(one.id, one.publishedAt.slice(0, 10));
    }
  }
  const list = z.object({ campaigns: z.array(campaign) }).parse(await ask('/api/v1/campaigns?limit=200'));
  return { campaigns: list.campaigns, downloads, published };
}

/** Impressions by day. */
export function impressionsOf(one: ExportedCampaign, { downloads, published }: Exported): ReadonlyMap<string, number> {
  return naiveImpressions(naiveCampaign(one), downloads, published);
}

/** As the model knows it. */
export function naiveCampaign({ flight, goal, cpmMinor, spots }: ExportedCampaign): NaiveCampaign {
  return {
    ...{ ...flight, goal, cpmMinor },
    spots: spots.map(({ showId, episodeId, insertion, bakedInDays }) => ({
      ...{ show: showId, episode: episodeId },
      bakedInDays: insertion === 'baked-in' ? bakedInDays : undefined,
    })),
  };
}
