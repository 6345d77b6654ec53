import type { Browser, Page, Response } from 'playwright-core';
import { readConfig } from '../../src/config.ts';
import { actOutDemo } from '../../src/demo/act-out-demo.ts';
import { importDemoData } from '../../src/demo/import-demo-data.ts';
import { demoLogIn } from '../../src/features/accounts/first-account.ts';
import { type App, openApp } from '../../src/main.ts';
import { serveApp } from '../../src/serve-app.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { startChromium } from './start-chromium.ts';

export interface Visitor {
  readonly app: App;
  readonly url: string;
  readonly browser: Browser;
  /** A page of the console, as the user of the demo sees it. */
  open(path: string, width?: number): Promise<Page>;
  /** The same for somebody who is not logged in. */
  openAsStranger(path: string, width?: number): Promise<Page>;
  /** What the browser has complained about since the last time, violations of the content security policy included. */
  complaints(): readonly string[];
  close(): Promise<void>;
}

/** The demo as its first start leaves it, and a browser in front of it. */
export async function startVisitor(): Promise<Visitor> {
  const dataDir = emptyDataDir();
  const app = await openApp(readConfig({ DATA_DIR: dataDir.path, PORT: '0', LOG_LEVEL: 'silent' }), Date.now);
  await importDemoData(app.database, await app.createImporter(), app.accounts, Date.now());
  const server = await serveApp(app);
  const { url } = server;
  await actOutDemo({ ...app, url });
  const browser = await startChromium();
  const session = await app.accounts.logIn(demoLogIn.email, demoLogIn.password);
  const complaints: string[] = [];

  async function openAsStranger(path: string, width = 1280): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('response', (response) => complaints.push(...complaintsOf(response)));
    if (path !== '') await page.goto(url + path);
    return page;
  }

  return {
    ...{ app, url, browser, openAsStranger },
    async open(path, width) {
      const page = await openAsStranger('', width);
      await page.context().addCookies([{ name: 'session', value: session?.token ?? '', url }]);
      await page.goto(url + path);
      return page;
    },
    complaints: () => complaints.splice(0),
    async close() {
      await browser.close();
      await server.close();
      await app.close();
      dataDir.remove();
    },
  };
}

/** Each page has a policy that lets nothing of others in, and no markup run as script. */
function complaintsOf(response: Response): string[] {
  const status = response.status();
  const where = response.url();
  if (status >= 400) return [`${status}: ${where}`];
  const isPage = status === 200 && (response.headers()['content-type'] ?? '').startsWith('text/html');
  const policy = response.headers()['content-security-policy'] ?? '';
  const isStrict = policy.includes("default-src 'none'") && !policy.includes('unsafe');
  return isPage && !isStrict ? [`the content security policy of ${where} is "${policy}"`] : [];
}
