import { TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { chromium, describeWith } from 'services';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type App, openApp } from '../../src/main.ts';
import type { HttpServer } from '../../src/platform/http/listen.ts';
import { serveApp } from '../../src/serve-app.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { startChromium } from './start-chromium.ts';

const password = 'a password of a test';

describeWith(chromium, 'the pages of accounts in a browser', () => {
  let dataDir: ReturnType<typeof emptyDataDir>;
  let app: App;
  let server: HttpServer;
  let browser: Browser;
  let page: Page;
  /** Violations of the content security policy are among them. */
  const complaints: string[] = [];

  beforeAll(async () => {
    dataDir = emptyDataDir();
    app = await openApp(readConfig({ DATA_DIR: dataDir.path, PORT: '0', LOG_LEVEL: 'silent' }), Date.now);
    for (const email of ['ann@example.com', 'a-rather-long-address-of-bob@network.example.com']) {
      await app.accounts.addUser({ tenantId: 'demo', email, password, role: 'SUPER_ADMIN' });
    }
    await app.accounts.addApiKey({
      tenantId: 'demo',
      name: 'a key',
      role: 'ADMIN',
      plan: 'team',
      scopes: ['users:read'],
    });
    await app.accounts.teams.create('demo', 'Sales');
    server = await serveApp(app);
    browser = await startChromium();
    page = await browser.newPage({ viewport: { width: 400, height: 900 } });
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    await logIn();
    await page.waitForURL(`${server.url}/`);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await app.close();
    dataDir.remove();
  });
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  async function logIn(): Promise<void> {
    await page.goto(`${server.url}/login`);
    await page.keyboard.type('ann@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
  }

  test.each(['', '/users', '/keys', '/teams', '/tenants', '/privacy', '/mfa'])(
    'shows /account%s at a width of 400 px without scrolling sideways',
    async (path) => {
      await page.goto(`${server.url}/account${path}`);
      for (const summary of await page.locator('summary').all()) await summary.press('Enter');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    },
  );

  test('show a new key once', async () => {
    await page.goto(`${server.url}/account/keys`);
    await page.getByLabel('Name').fill('from the browser');
    await page.getByRole('button', { name: 'Make the key' }).press('Enter');
    expect(await page.locator('#shown-once').textContent()).toMatch(/^pak_[\w-]{43}$/);
    await page.reload();
    expect(await page.locator('#shown-once').count()).toBe(0);
    await page.getByRole('button', { name: 'Revoke from the browser' }).press('Enter');
    await page.locator('[data-key="from the browser"]').waitFor({ state: 'detached' });
  });

  test('set up a second factor with the keyboard, and ask for it at the next log-in', async () => {
    await page.goto(`${server.url}/account`);
    await page.getByRole('link', { name: 'Set it up' }).press('Enter');
    const secret = ((await page.locator('#totp-secret').textContent()) ?? '').replaceAll(' ', '');
    await page.getByLabel('The code that it shows now').focus();
    await page.keyboard.type(new TOTP({ secret }).generate());
    await page.keyboard.press('Enter');
    const [recoveryCode = ''] = ((await page.locator('#shown-once').textContent()) ?? '').split('\n');
    await page.context().clearCookies();
    await logIn();
    await page.getByRole('heading', { name: 'Second factor' }).waitFor();
    await page.keyboard.type(recoveryCode); // the field has the focus
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}/`);
  });
});
