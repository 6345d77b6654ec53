import { existsSync } from 'node:fs';
import { type Browser, chromium as playwright } from 'playwright-core';
import type { Service } from 'services';

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const chromium: Service = {
  name: 'Chromium',
  install: 'apt-get install chromium',
  find: () => paths.find(existsSync),
};

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser of this machine, without a window. */
export function startChromium(): Promise<Browser> {
  const executablePath = chromium.find();
  if (executablePath === undefined) throw new Error(`no Chromium found. Install it: ${chromium.install}`);
  return playwright.launch({ executablePath, args: quiet });
}
