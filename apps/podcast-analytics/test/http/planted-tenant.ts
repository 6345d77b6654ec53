import { expect } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { importLines } from '../import-lines.ts';
import type { Routes } from '../open-routes.ts';
import { form, json } from './ask.ts';

export interface PlantedTenant {
  readonly admin: { readonly email: string; readonly password: string };
  /** Of everything that was planted, as its own administrator was told them. */
  readonly ids: readonly string[];
}

const password = 'a password of a test';
const party = (canary: string) => ({ name: canary, address: canary, taxId: '', email: '' });

/** A tenant whose administrator has made one of each thing through the API and the console, all of them called by its canary. */
export async function plantTenant(
  { app, accounts }: Routes,
  database: Database,
  { tenantId, canary }: { readonly tenantId: string; readonly canary: string },
): Promise<PlantedTenant> {
  const admin = { email: `${canary}@example.com`, password };
  await accounts.addUser({ ...admin, tenantId, role: 'ADMIN' });
  const session = await accounts.logIn(admin.email, password);
  const cookie = `session=${session?.token}`;
  const ids: string[] = [];

  async function make(path: string, body: object, method = 'POST'): Promise<string> {
    const response = await app.request(path, json(method, body, { cookie }));
    const text = await response.text();
    expect(response.status, `${method} ${path}: ${text}`).toBeLessThan(300);
    const id = /"id":"?([0-9a-f-]+)/.exec(text)?.[1] ?? '';
    ids.push(id);
    return id;
  }
  async function submit(path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const response = await app.request(path, form(fields, { cookie }));
    expect(response.status, `${path}: ${await response.text()}`).toBeLessThan(400);
  }

  const time = lastOfMonthBefore(Date.now());
  const day = time.slice(0, 10);
  const flight = { from: day, to: day };
  await importLines(database, [{ time, url: `https://${canary}.example/show/1.mp3` }], tenantId);
  const [show] = await database.query<{ id: number }>('SELECT id FROM shows WHERE tenant_id = $1', [tenantId]);
  const showId = show?.id ?? 0;
  const campaignId = await make('/api/v1/campaigns', {
    ...{ advertiser: canary, name: canary, flight, goal: 10, cpmMinor: 2_500_000, currency: 'EUR', state: 'active' },
    spots: [{ position: 'mid', insertion: 'dynamic', showId }],
  });
  await make(`/api/v1/campaigns/${campaignId}/promo-codes`, { code: canary.slice(0, 40) });
  await make('/api/v1/conversions', { campaignId, orderId: canary, valueMinor: 100 });
  await make('/api/v1/billing/issuer', party(canary), 'PUT');
  await make(`/api/v1/billing/advertisers/${canary}`, party(canary), 'PUT');
  await make('/api/v1/invoices/runs', { month: day.slice(0, 7) });
  const [invoice] = await database.query<{ id: string }>('SELECT id FROM invoices WHERE tenant_id = $1', [tenantId]);
  await make(`/api/v1/invoices/${invoice?.id}/issue`, {});
  await make('/api/v1/reports', { title: canary, definition: { ...flight, sections: ['days'] } });
  const schedule = { title: canary, every: 'weekly', recipients: [admin.email], definition: { sections: ['days'] } };
  await make('/api/v1/report-schedules', schedule);
  await make('/api/v1/users', { email: `colleague-of-${canary}@example.com`, role: 'VIEWER' });
  await make('/api/v1/keys', { name: canary, role: 'VIEWER' });
  await submit('/account/teams', { name: canary });
  await submit('/prefix/hosts', { host: `${canary}.example` });
  return { admin, ids: [...ids, String(showId)] };
}

/** When a month is over, so that what it delivered can be billed. */
function lastOfMonthBefore(now: number): string {
  const date = new Date(now);
  date.setUTCDate(0);
  return date.toISOString();
}
