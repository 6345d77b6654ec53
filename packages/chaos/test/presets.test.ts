import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { createChaos, fault, latency, type Scenario } from '../src/index.ts';
import * as presets from '../src/presets.ts';
import { outcomeOf, rejection } from './outcomes.ts';

const {
  circuitBreakerTest,
  databaseLatency,
  databaseSlowdown,
  fullDegradation,
  kafkaOutage,
  kafkaUnavailable,
  networkFailure,
  networkPartition,
  redisFailure,
  redisIntermittentFailures,
  serviceDegradation,
} = presets;

/** Makes one call of a point under a scenario, and tells when and how it ended. */
async function call(scenario: Scenario | readonly Scenario[], point: string, takesMs = 0) {
  const clock = createFakeClock();
  const chaos = createChaos({ clock, seed: 1 });
  const made = vi.fn(() => new Promise((resolve) => clock.setTimeout(() => resolve('real'), takesMs)));
  using _armed = chaos.enable(scenario);
  const end = chaos
    .point(point, made, { async: true })()
    .then(
      (value) => value,
      (error: unknown) => error,
    )
    .then((outcome) => ({ at: clock.now(), outcome, calls: made.mock.calls.length }));
  await clock.advance(599_999);
  return end;
}

/** The share of many calls that does not have the real answer. */
function shareOf(scenario: Scenario | readonly Scenario[], point: string): number {
  const chaos = createChaos({ seed: 2 });
  using armed = chaos.enable(scenario);
  const probe = chaos.point(point, async () => 'real', { async: true });
  for (let turn = 0; turn < 2_000; turn++) probe().catch(() => {});
  chaos.kill('counted');
  return armed.injections / 2_000;
}

describe('kafkaUnavailable', () => {
  test.each([
    ['refused', 0, 0, 'KafkaJSConnectionError', 'Connection error: connect ECONNREFUSED 127.0.0.1:9092'],
    ['timeout', 1_000, 0, 'KafkaJSConnectionError', 'Connection timeout'],
    ['disconnect', 0, 0, 'KafkaJSConnectionClosedError', 'Closed connection'],
    ['lostAck', 0, 1, 'KafkaJSConnectionClosedError', 'Closed connection'],
  ] as const)('as %s fails after %d ms, with %d messages taken', async (mode, at, calls, name, message) => {
    expect(await call(kafkaUnavailable({ mode }), 'kafka.publish')).toMatchObject({
      at,
      calls,
      outcome: { name, message },
    });
  });
});

describe('databaseLatency', () => {
  test('slows each call down by so much', async () => {
    expect(await call(databaseLatency(), 'database.query')).toEqual({ at: 500, outcome: 'real', calls: 1 });
    const spread = databaseLatency({ latencyMs: latency.uniform(10, 20) });
    expect((await call(spread, 'database.query')).at).toBeGreaterThanOrEqual(10);
  });
});

describe('redisFailure', () => {
  test('closes the connection, does not answer, or loses data', async () => {
    expect(await call(redisFailure(), 'redis.get')).toMatchObject({
      at: 0,
      outcome: { message: 'Connection is closed.' },
    });
    expect(await call(redisFailure({ mode: 'timeout', timeoutMs: 50 }), 'redis.get')).toMatchObject({
      at: 50,
      outcome: { message: 'Command timed out' },
    });
    const lossy = redisFailure({ mode: 'dataLoss' });
    expect(await call(lossy, 'redis.set')).toEqual({ at: 0, outcome: 'OK', calls: 0 });
    expect(await call(lossy, 'redis.get')).toEqual({ at: 0, outcome: null, calls: 0 });
  });

  test('as mixed fails in all three ways', async () => {
    const chaos = createChaos({ seed: 3 });
    using _armed = chaos.enable(redisFailure({ mode: 'mixed', timeoutMs: 0 }));
    const point = chaos.point('redis.get', async () => 'real');
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => point().catch(({ message }) => message)));
    expect(new Set(outcomes)).toEqual(new Set([null, 'Connection is closed.', 'Command timed out']));
  });
});

describe('networkFailure', () => {
  test('resets, does not answer, or is slow', async () => {
    expect(await call(networkFailure(), 'network.http')).toMatchObject({ at: 0, outcome: { code: 'ECONNRESET' } });
    expect(await call(networkFailure({ mode: 'timeout' }), 'network.http')).toMatchObject({
      at: 1_000,
      outcome: { code: 'ETIMEDOUT' },
    });
    expect(await call(networkFailure({ mode: 'slow', latencyMs: 30 }), 'network.http')).toMatchObject({
      at: 30,
      outcome: 'real',
    });
  });
});

describe('serviceDegradation', () => {
  test.each(['kafka.send', 'database.query', 'redis.get', 'network.http'])(
    'multiplies the time that %s takes',
    async (point) => {
      expect((await call(serviceDegradation({ multiplier: 4 }), point, 100)).at).toBe(400);
    },
  );

  test('grows over time', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    using _armed = chaos.enable(serviceDegradation());
    const point = chaos.point('redis.get', () => new Promise<void>((resolve) => clock.setTimeout(resolve, 100)), {
      async: true,
    });
    const took: number[] = [];
    for (const start of [0, 30_000, 60_000]) {
      await clock.advance(start - clock.now());
      const end = point().then(() => took.push(clock.now() - start));
      await clock.advance(1_000);
      await end;
    }
    expect(took).toEqual([100, 450, 800]);
  });
});

describe('the drills', () => {
  test.each<[string, Scenario | readonly Scenario[], string, object]>([
    ['kafkaOutage', kafkaOutage(), 'kafka.publish', { at: 0, outcome: { name: 'KafkaJSConnectionError' } }],
    ['databaseSlowdown', databaseSlowdown(), 'database.query', { at: 5_000, outcome: 'real' }],
    [
      'redisIntermittentFailures',
      redisIntermittentFailures({ probability: 1, mode: 'connection' }),
      'redis.get',
      { outcome: { message: 'Connection is closed.' } },
    ],
    ['networkPartition', networkPartition(), 'network.http', { at: 1_000, outcome: { code: 'ETIMEDOUT' } }],
    [
      'fullDegradation',
      fullDegradation({ probability: 1 }),
      'kafka.publish',
      { outcome: { name: 'KafkaJSConnectionError' } },
    ],
    ['fullDegradation', fullDegradation({ probability: 1 }), 'database.query', { at: 500, outcome: 'real' }],
    ['fullDegradation', fullDegradation({ probability: 1 }), 'network.http', { at: 1_000, outcome: 'real' }],
  ])('%s does what its name says', async (_name, scenario, point, expected) => {
    expect(await call(scenario, point)).toMatchObject(expected);
  });

  test('have names of their own', () => {
    const drills = [
      kafkaOutage(),
      databaseSlowdown(),
      redisIntermittentFailures(),
      networkPartition(),
      ...fullDegradation(),
    ];
    expect(drills.map(({ name }) => name)).toEqual([
      ...['kafkaOutage', 'databaseSlowdown', 'redisIntermittentFailures', 'networkPartition'],
      ...['kafka', 'database', 'redis', 'network'].map((part) => `fullDegradation.${part}`),
    ]);
    expect(kafkaOutage({ name: 'friday' }).name).toBe('friday');
  });

  test.each<[number, Scenario | readonly Scenario[], string]>([
    [0.5, kafkaOutage({ probability: 0.5 }), 'kafka.publish'],
    [0.25, databaseSlowdown({ probability: 0.25 }), 'database.query'],
    [0.3, redisIntermittentFailures(), 'redis.get'],
    [0.1, networkPartition({ probability: () => 0.1 }), 'network.http'],
    [0.5, fullDegradation(), 'kafka.publish'],
    [1, fullDegradation(), 'database.query'],
    [0.2, fullDegradation({ probability: 0.2 }), 'database.query'],
    [0, kafkaOutage({ probability: 0 }), 'kafka.publish'],
  ])('disturb the share %d of the calls', (share, scenario, point) => {
    expect(shareOf(scenario, point)).toBeCloseTo(share, 1);
  });

  test('take an option that is undefined for one that is absent', async () => {
    // What somebody reads from a configuration, who does not have the compiler look for it.
    const absent: object = { name: undefined, probability: undefined };
    expect(shareOf(redisIntermittentFailures({ ...absent, mode: undefined } as object), 'redis.get')).toBeCloseTo(
      0.3,
      1,
    );
    const slowdown = databaseSlowdown({ ...absent, latencyMs: undefined } as object);
    expect(await call(slowdown, 'database.query')).toMatchObject({ at: 5_000 });
    expect([kafkaOutage(absent).name, networkPartition(absent).name]).toEqual(['kafkaOutage', 'networkPartition']);
  });

  test('leave other points alone, and take other points', async () => {
    expect(await call(kafkaOutage(), 'redis.get')).toMatchObject({ outcome: 'real' });
    expect(await call(kafkaOutage({ points: 'queue' }), 'queue')).toMatchObject({
      outcome: { name: 'KafkaJSConnectionError' },
    });
    expect(shareOf(kafkaOutage({ times: 3 }), 'kafka.publish')).toBe(3 / 2_000);
  });

  test.each([1.1, -0.1, Number.NaN])('refuse the probability %d', (probability) => {
    const makers = [
      kafkaUnavailable,
      databaseLatency,
      redisFailure,
      networkFailure,
      serviceDegradation,
      fullDegradation,
    ];
    for (const make of makers)
      expect(() => make({ probability })).toThrow(/probability must be a number in \[0, 1\] or a function/);
  });

  test('refuse modes and options that do not exist', () => {
    expect(() => kafkaUnavailable({ mode: 'gone' as 'refused' })).toThrow(
      'kafkaUnavailable: mode must be refused, timeout, disconnect, lostAck, got "gone"',
    );
    expect(() => databaseLatency({ latency: 5 } as object)).toThrow('databaseLatency: unknown option latency');
    expect(() => kafkaOutage({ times: 2.5 })).toThrow('times must be an integer >= 0 or Infinity, got 2.5');
    expect(() => kafkaOutage({ points: [] })).toThrow('points must be a name, a RegExp or a list of names');
    expect(() => circuitBreakerTest({ points: '' })).toThrow('points must be a name, a RegExp or a list of names');
    expect(() => databaseLatency({ latencyMs: Infinity })).toThrow('latencyMs must be a finite number >= 0');
    expect(databaseLatency({ latencyMs: 0 })).toMatchObject({ fault: { kind: 'latency' } });
    expect(() => databaseLatency({ latencyMs: -5 })).toThrow(
      'latencyMs must be a finite number >= 0 or a distribution, got -5',
    );
  });
});

describe('circuitBreakerTest', () => {
  test('fails exactly so many calls, and counts', () => {
    const chaos = createChaos();
    const scenario = circuitBreakerTest({ failures: 3, points: 'payments' });
    using _armed = chaos.enable(scenario);
    const pay = chaos.point('payments', () => 'paid', { async: false });
    expect(Array.from({ length: 5 }, () => outcomeOf(pay))).toEqual(['error', 'error', 'error', 'paid', 'paid']);
    expect([scenario.calls, scenario.failures, scenario.successes]).toEqual([5, 3, 2]);
  });

  test('fails with what it is told to', async () => {
    const mine = new Error('mine');
    expect(await call(circuitBreakerTest({ name: 'own', error: () => mine }), 'breaker')).toMatchObject({
      outcome: mine,
    });
    for (const failures of [-1, 0.5])
      expect(() => circuitBreakerTest({ failures })).toThrow(
        new RangeError(`circuitBreakerTest: failures must be an integer >= 0, got ${failures}`),
      );
    expect(await call(circuitBreakerTest({ failures: 0 }), 'breaker')).toMatchObject({ outcome: 'real' });
  });
});

test('every scenario and drill of the presets is exported by name', () => {
  expect(Object.keys(presets).sort()).toEqual(
    [
      ...['chaosMonkey', 'circuitBreakerTest', 'databaseLatency', 'databaseSlowdown', 'fullDegradation', 'kafkaOutage'],
      ...['kafkaUnavailable', 'networkFailure', 'networkPartition', 'redisFailure', 'redisIntermittentFailures'],
      'serviceDegradation',
    ].sort(),
  );
  void [fault, rejection];
});
