import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { openProviders, type Providers } from '../../src/providers/open-providers.ts';
import { createBreakers } from '../../src/scry/breaker.ts';
import { emptyBilling, party } from '../billing-parts.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { createFakeDeliveries, type FakeDeliveries } from '../fake-deliveries.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

const now = () => Date.UTC(2026, 10, 3);
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let providers: Providers;
let deliveries: FakeDeliveries;
let routes: Routes;
let admin: Awaited<ReturnType<Routes['logIn']>>;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const telemetry = createTelemetry('silent');
  const breakers = createBreakers(telemetry, { redisUrl: undefined });
  providers = await openProviders({
    config: readConfig({}),
    telemetry,
    events: createEvents(telemetry),
    breakers,
    now,
  });
});
afterAll(async () => {
  await providers.close();
  await database.close();
  dataDir.remove();
});
beforeEach(async () => {
  await emptyBilling(database);
  deliveries = createFakeDeliveries();
  deliveries.book().days['2026-10-07'] = 12_345;
  routes = await openRoutes(database, { now, providers, deliveries });
  admin = await routes.logIn('ADMIN');
});

const send = (ask: typeof admin, method: string, path: string, body: unknown = {}) =>
  ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const submit = (ask: typeof admin, path: string, fields: Record<string, string> = {}) =>
  ask(path, { method: 'POST', headers: { origin: 'http://localhost' }, body: new URLSearchParams(fields) });

interface InvoiceJson {
  readonly id: string;
  readonly state: string;
  readonly number: string | null;
  readonly totalMinor: number;
  readonly openMinor: number;
  readonly payments: readonly { readonly state: string; readonly failure: string | null }[];
}
const json = async (response: Response) => (await response.json()) as InvoiceJson;

async function issueOne(): Promise<InvoiceJson> {
  await send(admin, 'PUT', '/api/v1/billing/issuer', party);
  await send(admin, 'PUT', '/api/v1/billing/advertisers/Acme', { ...party, taxBasisPoints: 1_900 });
  await send(admin, 'POST', '/api/v1/invoices/runs', { month: '2026-10' });
  const { invoices } = (await (await admin('/api/v1/invoices')).json()) as { invoices: InvoiceJson[] };
  return json(await send(admin, 'POST', `/api/v1/invoices/${invoices[0]?.id}/issue`));
}

describe('the pages of billing', () => {
  test('lead by forms alone from a month to a paid invoice, past a card that is declined', async () => {
    await submit(admin, '/billing/parties/issuer', party);
    await submit(admin, '/billing/parties/advertiser', {
      ...party,
      advertiser: 'Acme',
      taxBasisPoints: '1900',
      termsDays: '30',
    });
    const run = await submit(admin, '/billing/runs', { month: '2026-10' });
    expect([run.status, run.headers.get('location')]).toEqual([303, '/billing?month=2026-10']);
    const list = await (await admin('/billing?month=2026-10')).text();
    const path = /href="(\/billing\/invoices\/[0-9a-f-]{36})"/.exec(list)?.[1] ?? '';
    expect(list).toContain('No number yet');

    expect((await submit(admin, `${path}/issue`)).headers.get('location')).toBe(path);
    expect(await (await admin(path)).text()).toMatch(/Invoice INV-2026-00001[\s\S]*Pay 367\.27 EUR/);

    await submit(admin, `${path}/pay`, { paymentMethod: 'pm_card_visa_chargeDeclinedInsufficientFunds' });
    const failed = await (await admin(path)).text();
    expect(failed).toContain('The payment failed. The card has not enough funds.');
    expect(failed).toContain('Try again 367.27 EUR');

    await submit(admin, `${path}/pay`, { paymentMethod: 'pm_card_visa' });
    const paid = await (await admin(path)).text();
    expect(paid).toContain('data-state="paid"');
    expect(paid).not.toContain('Try again');
    expect(paid).toContain('12,345 × 25.00 EUR / 1000');
    expect(paid).toContain(
      '/hits?from=2026-10-01&amp;to=2026-10-31&amp;episode=a.example%2Fshow%2F1.mp3&amp;outcome=counted',
    );
  });

  test('offer the payment method of an advertiser also where there are more than a page lists', async () => {
    await database.query(
      `INSERT INTO advertisers (tenant_id, advertiser) SELECT 'demo', 'AAA ' || n FROM generate_series(1, 500) AS n`,
    );
    const { id } = await issueOne();
    const terms = { ...party, taxBasisPoints: 1_900, paymentMethod: 'pm_of_acme' };
    await send(admin, 'PUT', '/api/v1/billing/advertisers/Acme', terms);
    expect(await (await admin(`/billing/invoices/${id}`)).text()).toContain('of the advertiser (pm_of_acme)');
  });

  test('offer the lines as CSV', async () => {
    const { id, number } = await issueOne();
    const response = await admin(`/billing/invoices/${id}/lines.csv`);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${number}.csv"`);
    expect((await response.text()).split('\r\n')[1]).toContain('12345,25.00,308.63,1900,EUR');
  });

  test('say what became of a payment when nobody knows', async () => {
    const { id } = await issueOne();
    providers.sandboxes.servers.stripe?.faults.set({ kind: 'reset' });
    await submit(admin, `/billing/invoices/${id}/pay`, { paymentMethod: 'pm_card_visa' });
    providers.sandboxes.servers.stripe?.faults.clear();
    const page = await (await admin(`/billing/invoices/${id}`)).text();
    expect(page).toContain('A payment is under way');
    expect(page).not.toContain('>Pay ');
    expect((await submit(admin, `/billing/invoices/${id}/pay`, { paymentMethod: 'pm_card_visa' })).status).toBe(409);
  });
});

describe('the API of invoices', () => {
  test('pays, and says why a payment failed', async () => {
    const { id, totalMinor } = await issueOne();
    const path = `/api/v1/invoices/${id}/payments`;
    const declined = await send(admin, 'POST', path, { paymentMethod: 'pm_card_visa_chargeDeclined' });
    expect(await declined.json()).toMatchObject({ state: 'failed', failure: 'The card was declined.' });
    await send(admin, 'POST', path, { paymentMethod: 'pm_card_visa' });
    const invoice = await json(await admin(`/api/v1/invoices/${id}`));
    expect(invoice).toMatchObject({ state: 'paid', totalMinor, openMinor: 0 });
    expect(invoice.payments.map(({ state }) => state).sort()).toEqual(['failed', 'succeeded']);
  });

  test.each([
    ['POST', '/api/v1/invoices/runs', { month: '2026-11' }, 'expected a month that is over, 2026-10 at the latest'],
    ['POST', '/api/v1/invoices/runs', { month: '2026-13' }, 'expected a month such as 2026-02, got "2026-13"'],
    ['PUT', '/api/v1/billing/issuer', { ...party, address: '' }, 'address: expected an address, got nothing'],
    ['PUT', '/api/v1/billing/issuer', { ...party, name: 'a\0b' }, 'expected one line without control characters'],
    [
      'PUT',
      '/api/v1/billing/advertisers/Acme',
      { ...party, taxBasisPoints: 10_001 },
      'expected a whole number from 0 to 10000',
    ],
    [
      'PUT',
      '/api/v1/billing/advertisers/Acme',
      { ...party, paymentMethod: 'card' },
      'expected a payment method such as pm_',
    ],
    ['GET', '/api/v1/invoices?state=open', undefined, 'expected one of draft, issued, paid, void, got "open"'],
    ['GET', '/api/v1/invoices?after=x', undefined, 'expected the "next" of an answer before, got "x"'],
    ['GET', '/api/v1/invoices/7', undefined, 'expected the id of an invoice, got "7"'],
  ])('refuses %s %s with %j, and says what it expected', async (method, path, body, message) => {
    const response = method === 'GET' ? await admin(path) : await send(admin, method, path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });

  test('takes nothing that is no number for a rate of tax of 0', async () => {
    for (const wrong of [null, '', '19', true, [], 19.5, -1, 10_001]) {
      const response = await send(admin, 'PUT', '/api/v1/billing/advertisers/Acme', {
        ...party,
        taxBasisPoints: wrong,
      });
      expect([wrong, response.status]).toEqual([wrong, 400]);
    }
    const fields = { ...party, advertiser: 'Acme', termsDays: '30' };
    for (const wrong of ['', ' ', '19.5', '1e3', '0x10']) {
      const response = await submit(admin, '/billing/parties/advertiser', { ...fields, taxBasisPoints: wrong });
      expect([wrong, response.status]).toEqual([wrong, 400]);
      expect(await response.text()).toContain('taxBasisPoints: expected a whole number from 0 to 10000');
    }
  });

  test('pages through a list, each invoice once', async () => {
    for (let n = 0; n < 5; n++) deliveries.book({ advertiser: `More ${n}` }).days['2026-10-01'] = 1_000;
    await send(admin, 'POST', '/api/v1/invoices/runs', { month: '2026-10' });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = new URLSearchParams({ limit: '2', ...(after !== undefined && { after }) });
      const page = (await (await admin(`/api/v1/invoices?${query}`)).json()) as {
        invoices: InvoiceJson[];
        next?: string;
      };
      seen.push(...page.invoices.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([6, 6]);
  });
});

describe('whoever asks for invoices', () => {
  test('of another tenant finds none, by any route', async () => {
    const { id } = await issueOne();
    const stranger = await routes.logIn('ADMIN', 'other');
    for (const path of [`/billing/invoices/${id}`, `/billing/invoices/${id}/lines.csv`, `/api/v1/invoices/${id}`]) {
      expect((await stranger(path)).status, path).toBe(404);
    }
    for (const action of ['issue', 'discard', 'pay', 'credit']) {
      const fields = action === 'pay' ? { paymentMethod: 'pm_card_visa' } : action === 'credit' ? { reason: 'x' } : {};
      expect((await submit(stranger, `/billing/invoices/${id}/${action}`, fields)).status, action).toBe(404);
    }
    expect(await (await stranger('/billing')).text()).not.toContain('Acme');
    expect(await (await stranger('/api/v1/billing/parties')).json()).toEqual({ issuer: null, advertisers: [] });
  });

  test('is a CAMPAIGN_MANAGER reads them, and changes nothing', async () => {
    const { id } = await issueOne();
    const manager = await routes.logIn('CAMPAIGN_MANAGER');
    const page = await (await manager(`/billing/invoices/${id}`)).text();
    expect(page).toContain('INV-2026-00001');
    expect(page).not.toContain('<form class="filters" method="post"');
    expect((await submit(manager, `/billing/invoices/${id}/pay`, { paymentMethod: 'pm_card_visa' })).status).toBe(403);
    expect((await send(manager, 'PUT', '/api/v1/billing/issuer', party)).status).toBe(403);
  });

  test.each(['VIEWER', 'ANALYST'] as const)('is %s is shown none', async (role) => {
    const ask = await routes.logIn(role);
    for (const path of ['/billing', '/billing/parties', '/api/v1/invoices']) expect((await ask(path)).status).toBe(403);
  });
});
