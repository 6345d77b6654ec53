import { afterAll, beforeAll, expect } from 'vitest';
import type { CampaignTeams } from '../../src/features/campaigns/campaigns.ts';
import type { Database } from '../../src/platform/db/database.ts';
import type { OpenEmpty } from '../each-engine.ts';
import { importLines } from '../import-lines.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { form, json } from './ask.ts';

export type Ask = Awaited<ReturnType<Routes['logIn']>>;

const now = Date.UTC(2026, 1, 10, 12);
/** By e-mail address or the like: who is in a team is for others to say. */
export const members = new Map<string, readonly string[]>();
const teams: CampaignTeams = {
  teamsOf: async ({ id }) => members.get(id) ?? [],
  list: async (tenantId) => (tenantId === 'demo' ? [{ id: 'team-1', name: 'Sales' }] : []),
};

const url = (n: number) => `https://a.example/show/${n}.mp3`;
const lines = [
  { time: '2026-02-01T10:00:00Z', url: url(1) },
  { time: '2026-02-02T10:00:00Z', url: url(1) },
  { time: '2026-02-02T11:00:00Z', url: url(1), address: '192.0.2.2' },
  { time: '2026-02-03T23:59:59Z', url: url(2) },
  { time: '2026-02-12T00:00:00Z', url: url(2) },
];

/** A tenant whose show was downloaded, on an empty database of its own, and what is asked of its campaigns. */
export function campaignParts(openEmpty: OpenEmpty) {
  let database: Database;
  let routes: Routes;
  let session: Ask;
  let showId = 0;

  beforeAll(async () => {
    database = await openEmpty();
    await importLines(database, lines);
    routes = await openRoutes(database, { now: () => now, teams });
    session = await routes.logIn('ADMIN');
    const [show] = await database.query<{ id: number }>('SELECT id FROM shows');
    showId = show?.id ?? 0;
  }, 60_000);
  afterAll(() => database.close());

  const admin: Ask = (path, init) => session(path, init);
  const terms = () => ({
    ...{ advertiser: 'Oat & Co', name: 'Spring', flight: { from: '2026-02-02', to: '2026-02-11' } },
    ...{ goal: 10, cpmMinor: 2550, currency: 'EUR', state: 'active' },
    spots: [{ position: 'pre', insertion: 'dynamic', showId }],
  });
  const send = (ask: Ask, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask(path, json(method, body, headers));
  return {
    ...{ admin, terms, send },
    database: () => database,
    routes: () => routes,
    showId: () => showId,
    async book(ask: Ask, change: object = {}) {
      const response = await send(ask, 'POST', '/api/v1/campaigns', { ...terms(), ...change });
      expect(response.status).toBe(201);
      return (await response.json()) as { id: string; version: number; spots: { id: string }[]; pixel: string };
    },
    post: (ask: Ask, path: string, fields: Record<string, string>) => ask(path, form(fields)),
  };
}
