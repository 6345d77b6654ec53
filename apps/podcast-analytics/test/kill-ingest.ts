import { createAccounts } from '../src/features/accounts/accounts.ts';
import { createHostRepository } from '../src/features/redirect/host-repository.ts';
import type { Database } from '../src/platform/db/database.ts';
import { createSealer } from '../src/platform/keys/sealer.ts';
import { type RunningCli, startBareCli } from './run-cli.ts';

export interface KillOptions {
  readonly times: number;
  readonly random: () => number;
  /** Of the server under test. */
  readonly settings: Readonly<Record<string, string>>;
  /** The database of these settings, while no server has it. */
  readonly openDatabase: () => Promise<Database>;
  readonly onRound?: (round: number, acknowledged: number) => void;
}

export interface KillReport {
  /** Hits of requests that were answered with 202 in the end, after as many tries as it took. */
  readonly acknowledged: number;
  /** Requests that were sent more than once, since a kill came before their answer. */
  readonly sentAgain: number;
  readonly stored: number;
  readonly storedTwice: number;
  readonly missing: number;
  /** The sum of what the reports count: each hit has one outcome. */
  readonly outcomes: number;
  readonly redirects: { readonly asked: number; readonly answered: number; readonly stored: number };
}

const hitsInRequest = 20;
const senders = 4;
const firstTime = Date.UTC(2026, 1, 1);

/**
 * Starts a server, sends hits to it until it is killed in the middle (SIGKILL), and again; a request that got no answer is sent
 * again to the next one. In the end all is drained and counted.
 */
export async function killIngest({ times, random, settings, openDatabase, onRound }: KillOptions): Promise<KillReport> {
  const key = await prepare(openDatabase);
  const load = createLoad(key);
  const env = { ...settings, PORT: '0', RATE_LIMIT_ENABLED: 'false', TRUST_PROXY: '1' };
  for (let round = 1; round <= times; round++) {
    const { cli, url } = await startServer(env);
    const sending = load.send(url);
    await Promise.race([load.answers(Math.floor(random() * 40)), sending]);
    await new Promise((resolve) => setTimeout(resolve, random() * 300));
    cli.process.kill('SIGKILL');
    await Promise.all([cli.ended(), sending]);
    onRound?.(round, load.acknowledged());
  }
  const { cli, url } = await startServer(env);
  await load.finish(url);
  await untilDrained(url, key);
  cli.process.kill('SIGTERM');
  await cli.ended();
  return { ...load.report(), ...(await count(openDatabase, load)) };
}

async function prepare(openDatabase: () => Promise<Database>): Promise<string> {
  const database = await openDatabase();
  await createHostRepository(database).add('demo', 'media.example');
  const key = await createAccounts(database, Date.now, createSealer(['a secret of the tests'])).addApiKey({
    ...{ tenantId: 'demo', name: `kill ${Date.now()}`, role: 'ADMIN', plan: 'network' },
  });
  await database.close();
  return key;
}

async function startServer(env: Readonly<Record<string, string>>): Promise<{ cli: RunningCli; url: string }> {
  const cli = startBareCli(['start', '--no-demo'], env);
  const [, url = ''] = await cli.printed(/Podcast analytics: (http\S+)/);
  return { cli, url };
}

type Load = ReturnType<typeof createLoad>;

function createLoad(key: string) {
  let requests = 0;
  let sentAgain = 0;
  const unanswered: string[] = [];
  let acknowledged = 0;
  const redirects = { asked: 0, answered: 0 };
  let answered = () => {};

  /** Each hit has a time and an address of its own, so that it can be told from all others in the database. */
  function nextRequest(): string {
    const first = requests++ * hitsInRequest;
    return Array.from({ length: hitsInRequest }, (_, n) => {
      const number = first + n;
      const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
      return JSON.stringify({
        ...{ time: firstTime + number, method: 'GET', url: 'https://media.example/api.mp3', address },
        userAgent: 'AntennaPod/3.4.0',
      });
    }).join('\n');
  }

  async function post(url: string, body: string): Promise<boolean> {
    const headers = { 'content-type': 'application/x-ndjson', 'x-api-key': key };
    const response = await fetch(`${url}/api/v1/hits`, { method: 'POST', headers, body }).catch(() => undefined);
    const answer = await response?.json().catch(() => undefined);
    if (response?.status !== 202 || answer === undefined) return false;
    acknowledged += hitsInRequest;
    answered();
    return true;
  }

  async function ask(url: string): Promise<boolean> {
    redirects.asked += 1;
    const headers = { 'user-agent': 'AntennaPod/3.4.0', 'x-forwarded-for': `192.0.2.${redirects.asked % 250}` };
    const address = `${url}/e/demo/media.example/redirect.mp3`;
    const response = await fetch(address, { headers, redirect: 'manual' }).catch(() => undefined);
    if (response?.status === 302) redirects.answered += 1;
    return response !== undefined;
  }

  async function sendOne(url: string): Promise<boolean> {
    const again = unanswered.pop();
    if (again !== undefined) sentAgain += 1;
    const body = again ?? nextRequest();
    const isAnswered = await post(url, body);
    if (!isAnswered) unanswered.push(body);
    return isAnswered;
  }

  const untilGone = async (work: () => Promise<boolean>) => {
    while (await work());
  };

  return {
    /** Sends until nobody answers any more. */
    send: (url: string) =>
      Promise.all([...Array.from({ length: senders }, () => untilGone(() => sendOne(url))), untilGone(() => ask(url))]),
    /** Resolves when so many more requests were answered. */
    answers: (count: number) =>
      new Promise<void>((resolve) => {
        let left = count;
        answered = () => {
          if (left-- <= 0) resolve();
        };
      }),
    async finish(url: string) {
      for (const body of unanswered.splice(0)) {
        if (!(await post(url, body))) throw new Error('the last server refused a request');
        sentAgain += 1;
      }
    },
    acknowledged: () => acknowledged,
    expected: () => requests * hitsInRequest,
    report: () => ({ acknowledged, sentAgain, redirects }),
  };
}

async function untilDrained(url: string, key: string): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`, { headers: { 'x-api-key': key } })).text();
    if (/^spool_bytes 0$/m.test(metrics)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function count(openDatabase: () => Promise<Database>, load: Load) {
  const database = await openDatabase();
  const episode = (key: string) => `SELECT id FROM episodes WHERE key LIKE '%${key}.mp3'`;
  const [api] = await database.query<{ stored: number; distinct: number }>(
    `SELECT count(*) AS stored, count(DISTINCT time) AS distinct FROM hits WHERE episode_id IN (${episode('api')})`,
  );
  const [redirect] = await database.query<{ n: number }>(
    `SELECT count(*) AS n FROM hits WHERE episode_id IN (${episode('redirect')})`,
  );
  const [outcome] = await database.query<{ n: number }>(
    `SELECT coalesce(sum(n), 0)::int8 AS n FROM outcome_days WHERE episode_id IN (${episode('api')})`,
  );
  await database.close();
  const { stored = 0, distinct = 0 } = api ?? {};
  return {
    stored,
    storedTwice: stored - distinct,
    missing: load.expected() - distinct,
    outcomes: outcome?.n ?? 0,
    redirects: { ...load.report().redirects, stored: redirect?.n ?? 0 },
  };
}
