import type { Browser, Page } from 'playwright-core';
import { chromium, describeWith } from 'services';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { importDemoData } from '../../src/demo/import-demo-data.ts';
import { demoLogIn } from '../../src/features/accounts/first-account.ts';
import { type App, openApp } from '../../src/main.ts';
import type { HttpServer } from '../../src/platform/http/listen.ts';
import { serveApp } from '../../src/serve-app.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { startChromium } from './start-chromium.ts';

const now = Date.UTC(2026, 2, 1, 12);

describeWith(chromium, 'the console in a browser', () => {
  let dataDir: ReturnType<typeof emptyDataDir>;
  let app: App;
  let server: HttpServer;
  let browser: Browser;
  let session: { name: string; value: string };
  const complaints: string[] = [];

  async function logIn() {
    const open = await app.accounts.logIn(demoLogIn.email, demoLogIn.password);
    return { name: 'session', value: open?.token ?? '' };
  }

  beforeAll(async () => {
    dataDir = emptyDataDir();
    app = await openApp(readConfig({ DATA_DIR: dataDir.path, PORT: '0', LOG_LEVEL: 'silent' }), Date.now);
    await importDemoData(app.database, await app.createImporter(), app.accounts, now);
    server = await serveApp(app);
    browser = await startChromium();
    session = await logIn();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await app.close();
    dataDir.remove();
  });
  afterEach(() => {
    // Violations of the content security policy are among them.
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(path: string, width = 1280): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.context().addCookies([{ ...session, url: server.url }]);
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => {
      // The browser gives up what a page still loads when it leaves the page (the icon, most often): that is no fault.
      const error = request.failure()?.errorText;
      if (error !== 'net::ERR_ABORTED') complaints.push(`${error}: ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
    });
    await page.goto(server.url + path, { waitUntil: 'load' });
    return page;
  }

  const sum = (page: Page, selector: string, name: string) =>
    page
      .locator(selector)
      .evaluateAll((cells, key) => cells.reduce((all, cell) => all + Number(cell.getAttribute(key)), 0), name);

  async function fromApi(query: string): Promise<number> {
    const headers = { cookie: `${session.name}=${session.value}` };
    const response = await fetch(`${server.url}/api/v1/downloads?${query}`, { headers });
    const { rows } = (await response.json()) as { rows: { downloads: number }[] };
    return rows.reduce((all, { downloads }) => all + downloads, 0);
  }

  test('draws the chart, and its table sums up to what the API tells', async () => {
    const page = await open('/');
    await page.locator('[data-drawn] canvas').waitFor();
    const total = await fromApi('groupBy=day');
    expect(total).toBeGreaterThan(1000);
    expect(await sum(page, '#days-table [data-downloads]', 'data-downloads')).toBe(total);
    for (const list of ['apps', 'countries', 'devices', 'episodes']) {
      expect(await sum(page, `#${list} [data-downloads]`, 'data-downloads'), list).toBe(total);
    }
    expect(await page.locator('#total').textContent()).toBe(total.toLocaleString('en'));
    await page.close();
  });

  test('applies a filter at once, keeps the focus in it, and puts it into the address', async () => {
    const page = await open('/');
    const show = page.getByLabel('Show');
    await show.focus();
    const swapped = page.waitForResponse((response) => response.url().includes('show=%2F'));
    await show.selectOption({ index: 1 });
    await swapped;
    const key = await show.inputValue();
    const total = (await fromApi(`groupBy=day&show=${encodeURIComponent(key)}`)).toLocaleString('en');
    await page.locator('#total', { hasText: total }).waitFor();
    await page.locator('[data-drawn] canvas').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('show');
    expect(new URL(page.url()).searchParams.get('show')).toBe(key);
    await page.close();
  });

  test('opens a number down to its hits', async () => {
    const page = await open('/');
    await page.locator('#apps [data-downloads]').first().click();
    await page.locator('#hits tbody tr').first().waitFor();
    const outcomes = await page.locator('#hits .outcome').allTextContents();
    expect(new Set(outcomes.map((text) => text.trim()))).toEqual(new Set(['counted']));
    await page.close();
  });

  test('logs in and out with the keyboard', async () => {
    const page = await open('/login');
    await page.context().clearCookies();
    await page.goto(`${server.url}/hits`);
    await page.keyboard.type(demoLogIn.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(demoLogIn.password);
    await page.keyboard.press('Enter');
    await page.locator('#hits tbody tr').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/hits');
    await page.getByRole('button', { name: 'Log out' }).press('Enter');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.close();
  });

  test('shows by itself what becomes of a breaker', async () => {
    const page = await open('/operations');
    await page.locator('[data-breaker="database"][data-state="closed"]').waitFor();
    {
      using _ = app.breakers.database.isolate();
      await page.locator('[data-breaker="database"][data-state="forced-open"]').waitFor();
    }
    await page.locator('[data-breaker="database"][data-state="closed"]').waitFor();
    await page.close();
  });

  test('breaks the database on purpose with the keyboard, and shows what becomes of it', async () => {
    const page = await open('/operations');
    await page.getByRole('button', { name: 'Start: Every query takes half a second longer' }).press('Enter');
    await page.locator('[data-drill="database-slow"][data-running="true"]').waitFor();
    const stop = page.getByRole('button', { name: 'Stop all' });
    await stop.focus();
    await page.waitForResponse((response) => response.url().endsWith('/operations')); // the page asks for itself anew
    await page.waitForResponse((response) => response.url().endsWith('/operations'));
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Stop all');
    await stop.press('Enter');
    await page.locator('[data-drill="database-slow"][data-running="false"]').waitFor();
    await page.close();
  });

  test('rolls a feature out with the keyboard, and the dashboard has it', async () => {
    const page = await open('/operations/flags');
    await page.getByRole('button', { name: 'Roll ai_insights out to 100 %' }).press('Enter');
    await page.locator('[data-feature="ai_insights"][data-percent="100"]').waitFor();
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'Insights' }).waitFor();
    expect(await page.locator('#insights li').count()).toBeGreaterThan(2);
    await page.close();
  });

  test('finds in the audit trail what was done, and that it is unchanged', async () => {
    const page = await open('/operations/audit?action=config.updated');
    await page.locator('[data-verified="true"]').waitFor();
    expect(await page.locator('#events tbody tr').first().textContent()).toContain('percent: 0 → 100');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toBe('audit-console.csv');
    await page.close();
  });

  test('opens a campaign that is behind, and whom its conversions are owed to, with the keyboard', async () => {
    const page = await open('/campaigns');
    await page.locator('tr:has([data-pacing="behind"])', { hasText: 'Better flour' }).getByRole('link').press('Enter');
    await page.locator('[data-drawn] canvas').waitFor();
    const impressions = (await sum(page, '#days-table [data-downloads]', 'data-downloads')).toLocaleString('en');
    expect(await page.locator('#impressions').textContent()).toBe(impressions);
    await page.getByRole('link', { name: 'Attribution' }).press('Enter');
    await page.getByLabel('Model').selectOption('time-decay');
    await page.getByRole('button', { name: 'Apply' }).press('Enter');
    await page.locator('[data-drawn] canvas').waitFor();
    expect(new URL(page.url()).searchParams.get('model')).toBe('time-decay');
    const attributed = Number((await page.locator('#attributed').textContent())?.replaceAll(',', ''));
    expect(await sum(page, '#credits [data-micros]', 'data-micros')).toBe(attributed * 1_000_000);
    expect(await page.locator('#lift').getAttribute('data-state')).toBe('known');
    await page.close();
  });

  test.each([
    ...['/campaigns', '/campaigns/new'],
    ...['/', '/hits', '/?show=%2Fnone', '/login', '/operations', '/operations/access', '/operations/flags'],
    '/operations/audit',
  ])('shows %s at a width of 400 px without scrolling sideways', async (path) => {
    const page = await open(path, 400);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    await page.close();
  });

  test('lets the keyboard reach the filters, and shows where it is', async () => {
    const page = await open('/');
    const visited: unknown[] = [];
    const stops = await page.locator('a, button, input, select, summary, [tabindex="0"]').count();
    for (let presses = 0; presses < stops && !visited.includes('to'); presses++) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate('document.activeElement.name ?? document.activeElement.textContent.trim()');
      if (visited.at(-1) === name) continue; // a field for a date has several stops, with marks of their own
      visited.push(name);
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), String(name)).toBe('solid');
    }
    expect(visited).toEqual(expect.arrayContaining(['show', 'from', 'to']));
    await page.close();
  });
});
