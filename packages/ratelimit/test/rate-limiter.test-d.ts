import { PGlite } from '@electric-sql/pglite';
import { Cluster, Redis } from 'ioredis';
import pg from 'pg';
import { createClient } from 'redis';
import { assertType, describe, expectTypeOf, test } from 'vitest';
import { createRateLimiter, type Decision, type RateLimiter } from '../src/index.ts';
import { migrate, postgresStore } from '../src/postgres.ts';
import { redisStore } from '../src/redis.ts';
import { memoryStore } from '../src/testing.ts';

const policy = { limit: 1, windowMs: 1_000 };

describe('createRateLimiter', () => {
  test('answers at once in memory, and with promises over a store', () => {
    const inMemory = createRateLimiter(policy);
    const shared = createRateLimiter({ ...policy, store: memoryStore() });
    expectTypeOf(inMemory).toEqualTypeOf<RateLimiter<false>>();
    expectTypeOf(inMemory.consume('key')).toEqualTypeOf<Decision>();
    expectTypeOf(inMemory.tryConsume('key')).toEqualTypeOf<boolean>();
    expectTypeOf(inMemory.reset()).toEqualTypeOf<void>();
    expectTypeOf(shared).toEqualTypeOf<RateLimiter<true>>();
    expectTypeOf(shared.consume('key')).toEqualTypeOf<Promise<Decision>>();
    expectTypeOf(shared.refund('key')).toEqualTypeOf<Promise<void>>();
    expectTypeOf(inMemory.wait('key')).toEqualTypeOf<Promise<Decision>>();
  });

  test('knows its options', () => {
    // @ts-expect-error a policy needs a limit
    createRateLimiter({ windowMs: 1_000 });
    // @ts-expect-error a typo
    createRateLimiter({ ...policy, blockMS: 1 });
    // @ts-expect-error a prefix is for a store
    createRateLimiter({ ...policy, prefix: 'a:' });
  });
});

describe('the stores', () => {
  test('take the clients of others as they are', () => {
    assertType(redisStore(new Redis()));
    assertType(redisStore(new Cluster([])));
    assertType(redisStore(createClient()));
    assertType(postgresStore(new pg.Pool()));
    assertType(postgresStore(new PGlite()));
    assertType(migrate(new PGlite()));
  });
});
