import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Account } from './account.ts';
import { type AccountCache, askEachTime, createAccountCache } from './account-cache.ts';

const ann: Account = { type: 'user', id: '1', tenantId: 'demo', role: 'VIEWER', name: 'ann', plan: 'team' };
let now: number;
let questions: number;
let expiresAt: number;
let answer: () => Account | undefined;
let slow: Promise<void>;
let end: (accountId: string) => void;
let cache: AccountCache;

beforeEach(() => {
  now = 0;
  questions = 0;
  expiresAt = Number.POSITIVE_INFINITY;
  answer = () => ann;
  slow = Promise.resolve();
  const ask = async () => {
    questions += 1;
    await slow;
    const account = answer();
    return account && { account, expiresAt };
  };
  const onEnded = (listener: typeof end) => {
    end = listener;
  };
  cache = createAccountCache({ ofSession: ask, ofApiKey: ask, onEnded }, () => now);
});

afterEach(() => void vi.useRealTimers());

test('asks once in ten seconds', async () => {
  expect(await cache.ofSession('token')).toBe(ann);
  now = 9_999;
  expect(await cache.ofSession('token')).toBe(ann);
  expect(questions).toBe(1);
  now = 10_000;
  await cache.ofSession('token');
  expect(questions).toBe(2);
});

test('keeps nothing of what opens nothing', async () => {
  answer = () => undefined;
  expect(await cache.ofApiKey('guess')).toBeUndefined();
  expect(await cache.ofApiKey('guess')).toBeUndefined();
  expect(questions).toBe(2);
});

test('lets those in who were known while the database cannot be asked, and nobody else', async () => {
  await cache.ofSession('token');
  now = 3_600_000;
  answer = () => {
    throw new Error('the database is away');
  };
  expect(await cache.ofSession('token')).toBe(ann);
  await expect(cache.ofSession('other')).rejects.toThrow('away');
});

test('waits a moment for a slow database about those who were known, and as long as it takes about others', async () => {
  vi.useFakeTimers();
  await cache.ofSession('token');
  now = 10_000;
  let answerAtLast = () => {};
  slow = new Promise((resolve) => {
    answerAtLast = () => resolve();
  });
  const [known, other] = [cache.ofSession('token'), cache.ofSession('other')];
  await vi.advanceTimersByTimeAsync(100);
  expect(await known).toBe(ann);
  expect(await cache.ofSession('token')).toBe(ann);
  expect(questions).toBe(3);

  answer = () => undefined;
  answerAtLast();
  expect(await other).toBeUndefined();
  expect(await cache.ofSession('token')).toBeUndefined();
});

test('forgets who was ended as soon as the database says so', async () => {
  await cache.ofSession('token');
  now = 10_000;
  answer = () => undefined;
  expect(await cache.ofSession('token')).toBeUndefined();
  answer = () => {
    throw new Error('the database is away');
  };
  await expect(cache.ofSession('token')).rejects.toThrow('away');
});

test('asks again at once after it was told to', async () => {
  await cache.ofSession('token');
  cache.forget('token');
  await cache.ofSession('token');
  expect(questions).toBe(2);
});

test('holds ten thousand at most', async () => {
  for (let n = 0; n <= 10_000; n++) await cache.ofSession(`token ${n}`);
  await cache.ofSession('token 10000');
  expect(questions).toBe(10_001);
  await cache.ofSession('token 0');
  expect(questions).toBe(10_002);
});

test('asks again at once about whoever was ended in this process, and about nobody else', async () => {
  await cache.ofSession('token');
  end('2');
  await cache.ofSession('token');
  expect(questions).toBe(1);
  end('1');
  answer = () => undefined;
  expect(await cache.ofSession('token')).toBeUndefined();
});

test('keeps no answer that was on its way while somebody was ended', async () => {
  answer = () => {
    end('1');
    return ann;
  };
  await cache.ofSession('token');
  await cache.ofSession('token');
  expect(questions).toBe(2);
});

test('lets nobody in after the end of a session or key, also while the database cannot be asked', async () => {
  expiresAt = 5_000;
  await cache.ofSession('token');
  now = 4_999;
  expect(await cache.ofSession('token')).toBe(ann);
  now = 5_000;
  answer = () => {
    throw new Error('the database is away');
  };
  await expect(cache.ofSession('token')).rejects.toThrow('away');
});

test('remembers nobody where it is told to ask each time', async () => {
  const grant = { account: ann, expiresAt };
  const ofSession = vi.fn().mockResolvedValueOnce(grant).mockRejectedValueOnce(new Error('the database is away'));
  const asking = askEachTime({ ofSession, ofApiKey: async () => undefined });
  expect(await asking.ofSession('token')).toBe(ann);
  await expect(asking.ofSession('token')).rejects.toThrow('away');
});
