import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPoolDatabase, type SlowQuery } from './pool-database.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

/** A database each of whose statements takes so long, and those that it called slow. */
function open(durationMs: number, answer = async () => ({ rows: [] })) {
  const slow: SlowQuery[] = [];
  const query = () => {
    vi.advanceTimersByTime(durationMs);
    return answer();
  };
  const pool = { connect: async () => ({ query, release: () => {} }) } as unknown as Pool; // all that a query needs
  const policies = { retry: once, breaker: once, onSlowQuery: (each: SlowQuery) => void slow.push(each) };
  return { slow, database: createPoolDatabase('postgresql', pool, policies, async () => {}) };
}
const once = <T>(work: () => Promise<T>) => work();

test('a statement that takes more than a second is told, cut and without its parameters', async () => {
  const { slow, database } = open(1_001);
  await database.query(`SELECT $1 ${'x'.repeat(2_000)}`, ['secret']);
  expect(slow).toEqual([{ statement: `SELECT $1 ${'x'.repeat(990)}`, durationMs: 1_001 }]);
});

test('so is one that fails, and one in a transaction', async () => {
  const { slow, database } = open(30_000, () => Promise.reject(new Error('timeout')));
  await expect(database.query('SELECT 1')).rejects.toThrow('timeout');
  const other = open(5_000);
  await other.database.transaction((tx) => tx.query('SELECT 2'));
  expect([...slow, ...other.slow].map(({ statement }) => statement)).toEqual(['SELECT 1', 'SELECT 2']);
});

test('one that takes a second is not', async () => {
  const { slow, database } = open(1_000);
  await database.query('SELECT 1');
  expect(slow).toEqual([]);
});
