import { beforeEach, expect, test } from 'vitest';
import type { Account } from './account.ts';
import { type AccountCache, createAccountCache } from './account-cache.ts';
import type { Accounts } from './accounts.ts';

const ann: Account = { type: 'user', id: '1', tenantId: 'demo', role: 'VIEWER', name: 'ann', plan: 'team' };
let now: number;
let questions: number;
let answer: () => Account | undefined;
let cache: AccountCache;

beforeEach(() => {
  now = 0;
  questions = 0;
  answer = () => ann;
  const ask = async () => {
    questions += 1;
    return answer();
  };
  // The cast: nothing else of it is asked.
  cache = createAccountCache({ ofSession: ask, ofApiKey: ask } as unknown as Accounts, () => now);
});

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
