import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Logger } from '../platform/logger.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import { databaseRetry, kafkaRetry, providerFetch } from './retry.ts';

const said: unknown[] = [];
const note = (fields: object, text: string) => said.push({ ...fields, text });
// The cast: the policies call these two with an object and a text.
const telemetry: Telemetry = { logger: { warn: note, error: note } as unknown as Logger, metrics: new Registry() };

beforeEach(() => {
  said.length = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => vi.useRealTimers());

function sqlError(code: string): Error {
  return Object.assign(new Error(`SQLSTATE ${code}`), { code });
}

describe('a transaction', () => {
  test('runs again after a deadlock, and the log says so', async () => {
    let runs = 0;
    const result = databaseRetry(telemetry)(async () => {
      if (++runs < 3) throw sqlError('40P01');
      return 'committed';
    });
    await vi.runAllTimersAsync();
    expect(await result).toBe('committed');
    expect(said).toMatchObject([
      { retry: 'database', attempt: 1, error: 'SQLSTATE 40P01', text: 'trying again' },
      { attempt: 2 },
    ]);
  });

  test('does not run again when the data breaks a rule', async () => {
    let runs = 0;
    const work = async () => {
      runs += 1;
      throw sqlError('23505');
    };
    await expect(databaseRetry(telemetry)(work)).rejects.toMatchObject({ code: '23505' });
    expect(runs).toBe(1);
  });

  test('fails with its own error after five runs', async () => {
    let runs = 0;
    const failed = expect(
      databaseRetry(telemetry)(async () => {
        runs += 1;
        throw sqlError('57P03');
      }),
    ).rejects.toMatchObject({ code: '57P03' });
    await vi.runAllTimersAsync();
    await failed;
    expect(runs).toBe(5);
    expect(said.at(-1)).toMatchObject({ text: 'giving up', reason: 'attempts' });
  });

  test('is not given up while it runs, however long that is', async () => {
    const hour = 3_600_000;
    const result = databaseRetry(telemetry)(() => new Promise((resolve) => setTimeout(resolve, hour, 'committed')));
    await vi.advanceTimersByTimeAsync(hour);
    expect(await result).toBe('committed');
  });
});

describe('a request to a provider', () => {
  async function statusAfter(statuses: number[]): Promise<number> {
    const provider = async () => new Response(null, { status: statuses.shift() ?? 200 });
    const pending = providerFetch(telemetry, provider)('http://127.0.0.1/apps.json');
    await vi.runAllTimersAsync();
    return (await pending).status;
  }

  test('is sent again when the provider is busy', async () => {
    expect(await statusAfter([503])).toBe(200);
    expect(said).toMatchObject([{ retry: 'provider', status: 503, text: 'trying again' }]);
  });

  test('is not sent again when the provider refuses it', async () => {
    expect(await statusAfter([404])).toBe(404);
    expect(said).toEqual([]);
  });
});

describe('a batch of events for Kafka', () => {
  test('is sent again until it is confirmed', async () => {
    let tries = 0;
    const sending = kafkaRetry(telemetry)(async () => {
      if (++tries < 4) throw new Error('no broker');
    });
    await vi.runAllTimersAsync();
    await sending;
    expect(tries).toBe(4);
  });

  test('is given back to the outbox before the lease of the relay ends', async () => {
    const startedAt = performance.now();
    const given = expect(kafkaRetry(telemetry)(() => new Promise(() => {}))).rejects.toThrow();
    await vi.runAllTimersAsync();
    await given;
    expect(performance.now() - startedAt).toBeLessThanOrEqual(15_000);
  });
});
