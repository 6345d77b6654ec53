import { type Browser, chromium as playwright } from 'playwright-core';
import { chromium } from 'services';

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
