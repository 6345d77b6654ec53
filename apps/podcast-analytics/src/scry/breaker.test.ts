import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CommitUnknownError } from '../platform/db/database-error.ts';
import type { Logger } from '../platform/logger.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import { type Breakers, breakerFetch, createBreakers } from './breaker.ts';

const said: unknown[] = [];
const note = (fields: object, text: string) => said.push({ ...fields, text });
// The cast: the breakers call these two with an object and a text.
const telemetry: Telemetry = { logger: { info: note, error: note } as unknown as Logger, metrics: new Registry() };
let breakers: Breakers;

beforeEach(() => {
  said.length = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  breakers = createBreakers(telemetry, { redisUrl: undefined });
});
afterEach(() => vi.useRealTimers());

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(`SQLSTATE ${code}`), { code }));
const times = async (n: number, call: () => Promise<unknown>) => {
  for (let done = 0; done < n; done++) await call().catch(() => {});
};

test.each([
  ['Kafka', 3, 10_000, ({ kafka }: Breakers) => kafka],
  ['a provider', 5, 10_000, (all: Breakers) => all.provider('stripe')],
] as const)(
  '%s is left alone after %i failures, and tried again after %i ms',
  async (_, failures, openMs, breakerOf) => {
    const breaker = breakerOf(
      createBreakers({ ...telemetry, metrics: new Registry() }, { kafkaBrokers: ['broker:9092'] }),
    );
    await times(failures - 1, async () => breaker?.run(failing('ECONNREFUSED')));
    expect(breaker?.state).toBe('closed');
    await times(1, async () => breaker?.run(failing('ECONNREFUSED')));
    expect(breaker?.state).toBe('open');
    vi.advanceTimersByTime(openMs * 1.1); // it is spread by a tenth
    expect(await breaker?.run(async () => 'back')).toBe('back');
  },
);

describe('the breaker of the database', () => {
  test('opens after three lost connections, says so, and calls nothing until it is time to try', async () => {
    await times(3, () => breakers.database.run(failing('ECONNREFUSED')));
    const query = vi.fn(async () => 1);
    await expect(breakers.database.run(query)).rejects.toMatchObject({ code: 'SCRY_BREAKER_OPEN' });
    expect(query).not.toHaveBeenCalled();
    expect(said).toMatchObject([{ breaker: 'database', text: 'breaker opened' }]);

    vi.advanceTimersByTime(11_000);
    await times(3, () => breakers.database.run(query));
    expect(breakers.database.state).toBe('closed');
    expect(said.slice(1)).toEqual([
      { breaker: 'database', text: 'breaker half-open' },
      { breaker: 'database', text: 'breaker closed' },
    ]);
  });

  test('lets a page ask all of its questions while it tries', async () => {
    await times(3, () => breakers.database.run(failing('57P03')));
    vi.advanceTimersByTime(11_000);
    const answers = await Promise.allSettled(Array.from({ length: 7 }, () => breakers.database.run(async () => 1)));
    expect(answers.map(({ status }) => status)).not.toContain('rejected');
  });

  test.each(['23505', '40001', '42601'])('takes %s for an answer: the database is well', async (code) => {
    await times(20, () => breakers.database.run(failing(code)));
    expect(breakers.database.state).toBe('closed');
  });

  test('takes a connection that broke during COMMIT for what it is', async () => {
    const lost = new CommitUnknownError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await times(3, () => breakers.database.run(() => Promise.reject(lost)));
    expect(breakers.database.state).toBe('open');
  });
});

describe('the breaker of a provider', () => {
  afterEach(() => vi.unstubAllGlobals());
  const answerWith = (status: number) => vi.stubGlobal('fetch', async () => new Response(null, { status }));

  test('opens for a host that answers 503, and leaves other hosts alone', async () => {
    const fetch = breakerFetch(breakers);
    answerWith(503);
    await times(5, () => fetch('http://a.example/apps.json'));
    await expect(fetch(new URL('http://a.example/bots.json'))).rejects.toMatchObject({ breaker: 'a.example' });
    expect((await fetch(new Request('http://b.example/'))).status).toBe(503);
    expect(breakers.status()).toMatchObject([
      { name: 'database', state: 'closed', calls: 0 },
      { name: 'a.example', state: 'open', failures: 5, rejected: 1 },
      { name: 'b.example', state: 'closed', failures: 1 },
    ]);
  });

  test.each([404, 429])('stays closed for a host that answers %i', async (status) => {
    const fetch = breakerFetch(breakers);
    answerWith(status);
    await times(20, () => fetch('http://a.example/'));
    expect(breakers.provider('a.example').state).toBe('closed');
  });
});
