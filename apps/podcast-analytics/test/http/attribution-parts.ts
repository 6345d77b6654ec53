import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import type { OpenEmpty } from '../each-engine.ts';
import { importLines } from '../import-lines.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { json } from './ask.ts';

type Ask = Awaited<ReturnType<Routes['logIn']>>;

export interface Booked {
  readonly id: string;
  readonly pixel: string;
}

export const listener = '198.51.100.7';
export const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36';
export const url = (n: number) => `https://a.example/show/${n}.mp3`;

// The household listens with two apps, in two months; somebody else listens too.
const lines = [
  { time: '2026-02-10T10:00:00Z', url: url(1), address: listener },
  { time: '2026-03-01T10:00:00Z', url: url(2), address: listener, userAgent: 'Overcast/2024.3' },
  { time: '2026-03-01T11:00:00Z', url: url(2), address: '203.0.113.9' },
  { time: '2026-03-05T11:00:00Z', url: url(3), address: '203.0.113.9' },
];

/** A tenant whose show was downloaded, on an empty database of its own, and what its administrator asks. */
export function attributionParts(openEmpty: OpenEmpty) {
  let database: Database;
  let routes: Routes;
  let session: Ask;
  let showId = 0;
  const clock = { now: Date.UTC(2026, 2, 5, 12) };

  beforeAll(async () => {
    database = await openEmpty();
    await importLines(database, lines);
    routes = await openRoutes(database, { now: () => clock.now });
    session = await routes.logIn('ADMIN');
    const [show] = await database.query<{ id: number }>('SELECT id FROM shows');
    showId = show?.id ?? 0;
  }, 60_000);
  afterAll(() => database.close());

  const admin: Ask = (path, init) => session(path, init);
  const send = (ask: Ask, path: string, body: unknown, method = 'POST') => ask(path, json(method, body));
  return {
    clock,
    send,
    database: () => database,
    routes: () => routes,
    admin,
    showId: () => showId,
    async book(change: object = {}): Promise<Booked> {
      const response = await send(admin, '/api/v1/campaigns', {
        ...{ advertiser: 'Oat & Co', name: 'Spring', flight: { from: '2026-02-01', to: '2026-03-05' } },
        ...{ goal: 10, cpmMinor: 2500, currency: 'EUR', state: 'active' },
        spots: [{ position: 'pre', insertion: 'dynamic', showId }],
        ...change,
      });
      return (await response.json()) as Booked;
    },
    tell: (campaignId: string, more: object = {}) =>
      send(admin, '/api/v1/conversions', { campaignId, address: listener, valueMinor: 1000, ...more }),
    report: async ({ id }: Booked, query = '') =>
      (await (await admin(`/api/v1/campaigns/${id}/attribution${query}`)).json()) as {
        conversions: number;
        attributed: number;
        valueMinor: number;
        costMinor: number;
        roas?: number;
        rows: { episodeId?: number; promoCode?: string; micros: number; valueMinor: number }[];
      },
  };
}
