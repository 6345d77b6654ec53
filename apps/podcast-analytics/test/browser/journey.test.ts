import { readFile } from 'node:fs/promises';
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { chromium, describeWith } from 'services';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startVisitor, type Visitor } from './visitor.ts';

const password = 'a password of a test';
const dayMs = 86_400_000;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

describeWith(chromium, 'a visitor of the demo', () => {
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await startVisitor();
  }, 180_000);
  afterAll(() => visitor.close());
  afterEach(async () => {
    expect(visitor.complaints()).toEqual([]);
    for (const context of visitor.browser.contexts()) await context.close();
  });

  /** Of all pages of hits. */
  async function hitCount(page: Page): Promise<number> {
    await page.locator('#hits').waitFor();
    const count = await page.locator('#hits tbody tr').count();
    const earlier = page.getByRole('link', { name: 'Earlier hits' });
    if ((await earlier.count()) === 0) return count;
    await page.goto(visitor.url + (await earlier.getAttribute('href')));
    return count + (await hitCount(page));
  }

  test('logs in with a second factor, and not with a code that was used', async () => {
    await visitor.app.accounts.addUser({ tenantId: 'demo', email: 'ann@example.com', password, role: 'ADMIN' });
    const page = await visitor.openAsStranger('/login?next=/account');
    const logIn = async () => {
      await page.getByLabel('E-mail').fill('ann@example.com');
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Log in' }).click();
    };
    await logIn();
    await page.getByRole('link', { name: 'Set it up' }).click();
    const secret = ((await page.locator('#totp-secret').textContent()) ?? '').replaceAll(' ', '');
    const totp = new TOTP({ secret });
    const used = totp.generate();
    await page.getByLabel('The code that it shows now').fill(used);
    await page.keyboard.press('Enter');
    await page.locator('#shown-once').waitFor();
    await page.context().clearCookies();
    await page.goto(`${visitor.url}/login`);
    await logIn();
    const code = page.getByLabel('Code of your authenticator');
    await code.fill(used);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(visitor.complaints().join()).toContain('401');
    await code.fill(totp.generate({ timestamp: Date.now() + 30_000 }));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${visitor.url}/`);
  });

  test('books a campaign, and follows its impressions down to the downloads', async () => {
    const page = await visitor.open('/campaigns/new');
    await page.getByLabel('Advertiser').fill('Oat & Co');
    await page.getByLabel('Name').fill('Oats in the morning');
    await page.getByLabel('First day').fill(dayOf(Date.now() - 2 * dayMs));
    await page.getByLabel('Goal').fill('5000');
    await page.getByLabel('CPM').fill('25.00');
    await page.getByLabel('State').selectOption('active');
    await page.getByLabel('Place').first().selectOption({ label: 'Slow Bread: all episodes' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Oats in the morning' }).waitFor();
    const impressions = page.locator('[data-impressions]').first();
    const expected = Number(await impressions.getAttribute('data-impressions'));
    expect(expected).toBeGreaterThan(0);
    await impressions.click();
    expect(await hitCount(page)).toBe(expected);
  });

  test('uploads a log as CSV, and finds its hits behind the number that they became', async () => {
    const page = await visitor.open('/imports');
    const time = new Date(Date.now() - dayMs).toISOString();
    const lines = [1, 2, 3].map((n) => `${time},https://media.example/journey/1.mp3,"AntennaPod/3.4.0",73.0.0.${n}`);
    const buffer = Buffer.from(['time,url,userAgent,address', ...lines, 'no hit'].join('\n'));
    await page.getByLabel('Log', { exact: true }).setInputFiles({ name: 'journey.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Import' }).click();
    await page.locator('[data-state="finished"]', { hasText: 'journey.csv' }).waitFor();
    const [rejects] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '1 rejected lines of journey.csv' }).click(),
    ]);
    expect(await readFile(await rejects.path(), 'utf8')).toContain('no hit');
    const option = page.getByLabel('Show').locator('option', { hasText: 'journey' });
    // A page that takes long shows what it was before, and says so: whoever looks again sees the new show.
    const look = () => page.goto(visitor.url).then(() => option.count());
    await expect.poll(look, { timeout: 30_000, interval: 250 }).toBe(1);
    await page.goto(`${visitor.url}/?show=${encodeURIComponent((await option.getAttribute('value')) ?? '')}`);
    expect(await page.locator('#total').textContent()).toBe('3');
    await page.locator('#apps [data-downloads]').first().click();
    expect(await hitCount(page)).toBe(3);
  });

  test('generates a report, downloads it, and shares it with somebody without an account', async () => {
    const page = await visitor.open('/reports');
    await page.getByLabel('Title').fill('What we heard');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('heading', { name: 'What we heard' }).waitFor();
    const state = async () => {
      await page.reload();
      return page.locator('#state').textContent();
    };
    await expect.poll(state, { timeout: 30_000, interval: 250 }).toContain('ready');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download', exact: true }).first().click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    await page.getByRole('button', { name: 'Make a link' }).click();
    const path = (await page.locator('[data-share]').getAttribute('data-share')) ?? '';
    const stranger = await visitor.openAsStranger(path, 400);
    await stranger.getByRole('heading', { name: 'What we heard' }).waitFor();
    expect(await stranger.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('revoked').first().waitFor();
    expect((await stranger.request.get(visitor.url + path)).status()).toBe(404);
  });

  test('sees that a card is declined, and pays the invoice with another one', async () => {
    const page = await visitor.open('/billing?state=issued');
    await page.getByRole('row', { name: 'payment failed' }).getByRole('link').click();
    expect(await page.getByRole('alert').textContent()).toContain('declined');
    await page.getByLabel('Pay with').selectOption('pm_card_visa_chargeDeclinedInsufficientFunds');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-payment="failed"]').nth(1).waitFor();
    await page.getByLabel('Pay with').selectOption('pm_card_visa');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-state="paid"]').waitFor();
    expect(await page.locator('[data-payment="succeeded"]').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  test('rolls a feature out, and back', async () => {
    const page = await visitor.open('/operations/flags');
    for (const percent of [100, 0]) {
      await page.getByRole('button', { name: `Roll ai_insights out to ${percent} %`, exact: true }).click();
      await page.locator(`[data-feature="ai_insights"][data-percent="${percent}"]`).waitFor();
      await page.goto(visitor.url);
      expect(await page.getByRole('heading', { name: 'Insights' }).count()).toBe(percent / 100);
      await page.goto(`${visitor.url}/operations/flags`);
    }
  });

  test('reads why a viewer may not issue invoices', async () => {
    await visitor.app.accounts.addUser({ tenantId: 'demo', email: 'vic@example.com', password, role: 'VIEWER' });
    const page = await visitor.open('/operations/access');
    await page.getByLabel('May').selectOption({ label: 'vic@example.com' });
    await page.locator('[name="permission"]').selectOption('billing:manage');
    await page.getByRole('button', { name: 'Ask' }).click();
    const answer = page.locator('#answer[data-allowed="false"]');
    await answer.getByRole('heading', { name: 'vic@example.com may not billing:manage' }).waitFor();
    expect(await answer.textContent()).toContain('VIEWER');
  });

  test('finds in the audit trail who issued the invoices, and that the trail is unchanged', async () => {
    const page = await visitor.open('/operations/audit');
    await page.getByLabel('Action').fill('invoice.issued');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/action=invoice\.issued/);
    await page.locator('#verification[data-verified="true"]').waitFor();
    const rows = page.locator('#events [data-action="invoice.issued"]');
    expect(await rows.count()).toBe(3);
    expect(await page.locator('#events tbody tr').count()).toBe(3);
    expect(await rows.first().textContent()).toContain('demo@podcast.example');
  });

  test('breaks the mail, sees its breaker open, and mends it', async () => {
    const page = await visitor.open('/ops/tour');
    await page.getByRole('button', { name: 'Send six mails while it fails' }).click();
    await page.locator('#breaker [data-state="open"]').waitFor();
    await page.goto(`${visitor.url}/operations/providers`);
    await page.locator('[data-provider="sendgrid"][data-state="open"]').waitFor();
    await page.locator('[data-provider="stripe"][data-state="closed"]').waitFor();
    await page.goto(`${visitor.url}/ops/tour`);
    await page.getByRole('button', { name: 'Mend it' }).click();
    await page.locator('#breaker [data-state="closed"]').waitFor();
  });

  test.each([
    ...['/imports', '/prefix', '/shows', '/campaigns', '/campaigns/new', '/reports', '/billing', '/billing/parties'],
    ...['/operations/providers', '/operations/backups', '/operations/jobs', '/ops/tour', '/api'],
  ])('reads %s at a width of 400 px without scrolling sideways', async (path) => {
    const page = await visitor.open(path, 400);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
  });

  test.each([
    ['/campaigns', 'main a[href^="/campaigns/"]:not([href$="/new"])'],
    ['/billing', '#invoices a'],
    ['/reports', '#documents a'],
    ['/shows', 'main a[href^="/shows/"]'],
  ])('follows the first link of %s on a telephone', async (path, link) => {
    const page = await visitor.open(path, 400);
    await page.locator(link).first().click();
    await page.waitForURL((url) => url.pathname.startsWith(`${path}/`));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
  });
});
