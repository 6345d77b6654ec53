import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { Config } from '../config.ts';
import { demoLogIn } from '../features/accounts/first-account.ts';
import { monthBefore, periodOf } from '../features/billing/period.ts';
import type { App } from '../main.ts';
import { demoAdvertisers } from './demo-campaigns.ts';

type Demo = Pick<App, 'accounts' | 'config' | 'now'> & { readonly url: string };
type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

const pollMs = 100;
const mostPolls = 100;
const company = (name: string, street: string) => ({ name, address: `${street}\nHarbour Town`, taxId: '' });

/**
 * Does with the demo data what its user would: bills the last month, has one invoice paid and another payment declined, and
 * shares a report. It goes through the API of the running server, so that all else follows: events, mails, the audit trail.
 */
export async function actOutDemo({ url, accounts, config, now }: Demo): Promise<void> {
  const session = await accounts.logIn(demoLogIn.email, demoLogIn.password);
  if (session?.kind !== 'session') return;
  try {
    const ask = asker(url, session.token);
    await billLastMonth(ask, monthBefore(now()), isSandbox(config, 'stripe'));
    await shareReport(ask, monthBefore(now()), isSandbox(config, 'sendgrid'));
  } finally {
    await accounts.logOut(session.token);
  }
}

/** No demo charges a card or sends a mail. */
function isSandbox({ providers }: Config, name: 'stripe' | 'sendgrid'): boolean {
  return providers[name].apiKey === undefined && !providers[name].isOff;
}

function asker(url: string, token: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie: `session=${token}`, origin: url, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
}

const invoiceList = z.object({ invoices: z.array(z.object({ id: z.uuid(), advertiser: z.string() })) });

async function billLastMonth(ask: Ask, month: string, pays: boolean): Promise<void> {
  await ask('PUT', '/billing/issuer', company('Podcast Network', 'Quay 1'));
  for (const [n, advertiser] of demoAdvertisers.entries()) {
    const terms = { taxBasisPoints: 1_900, termsDays: 30 };
    const path = `/billing/advertisers/${encodeURIComponent(advertiser)}`;
    await ask('PUT', path, { ...company(advertiser, `Mill Street ${n + 2}`), ...terms });
  }
  await ask('POST', '/invoices/runs', { month });
  const { invoices } = invoiceList.parse(await ask('GET', `/invoices?month=${month}`));
  for (const { id, advertiser } of invoices) {
    await ask('POST', `/invoices/${id}/issue`);
    const paymentMethod = ['pm_card_visa', undefined, 'pm_card_visa_chargeDeclined'][
      demoAdvertisers.indexOf(advertiser)
    ];
    if (pays && paymentMethod) await ask('POST', `/invoices/${id}/payments`, { paymentMethod });
  }
}

const ordered = z.object({ id: z.uuid() });
const report = z.object({ state: z.string() });

async function shareReport(ask: Ask, month: string, sends: boolean): Promise<void> {
  const { id } = ordered.parse(
    await ask('POST', '/reports', {
      title: `Downloads in ${month}`,
      definition: { ...periodOf(month), sections: ['days', 'episodes', 'apps', 'countries', 'outcomes'] },
      recipients: sends ? [demoLogIn.email] : [],
    }),
  );
  const isReady = async () => report.parse(await ask('GET', `/reports/${id}`)).state === 'ready';
  for (let polls = 0; polls < mostPolls && !(await isReady()); polls++) await delay(pollMs);
  await ask('POST', `/reports/${id}/shares`, { days: 30 });
}
