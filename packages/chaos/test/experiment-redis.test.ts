// An experiment that slows a real Redis down through a proxy: the caller has a time limit and a fallback, or none.
import { createConnection } from 'node:net';
import { describeWith, type RedisServer, redis, startRedis } from 'services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Experiment, runExperiment } from '../src/experiment.ts';
import { createProxy, type TcpProxy } from '../src/proxy.ts';
import { stepsOf } from './experiments.ts';

/** Asks Redis for `PING` over a connection of its own, and gives up after a while. */
function ping(port: number, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('Redis did not answer in time')));
    socket.on('data', (answer) => {
      socket.destroy();
      resolve(String(answer).trim());
    });
    socket.on('error', reject);
  });
}

describeWith(redis, 'an experiment through a proxy', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  beforeAll(async () => {
    server = await startRedis();
    proxy = await createProxy({ upstream: `127.0.0.1:${server.port}` });
  }, 60_000);
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });

  const slowRedis = (ask: () => Promise<string>): Experiment => ({
    name: 'a slow Redis',
    steadyState: [{ name: 'answers', run: ask, tolerance: ['+PONG', 'from the fallback', 'a'] }],
    method: [
      {
        name: 'slow down',
        run: () => proxy.addToxic({ type: 'latency', name: 'slow', attributes: { latency: 60_000 } }),
        undo: () => proxy.removeToxic('slow'),
      },
    ],
    recoverWithinMs: 20_000,
  });

  test('deviates where nobody has thought of it, and recovers', async () => {
    const experiment = slowRedis(() => ping(proxy.port, 300));
    const journal = await runExperiment(experiment, { processSignals: [] });
    expect(stepsOf(journal)).toEqual([
      ...[
        'before answers',
        'method slow down',
        'after answers failed not met',
        'rollback slow down',
        'recovery answers',
      ],
    ]);
    expect(journal.outcome).toBe('deviated');
    expect(journal.steps[2]?.error).toBe('Error: Redis did not answer in time');
    expect(proxy.toxics).toEqual([]);
  }, 60_000);

  test('completes where the caller has a fallback', async () => {
    const experiment = slowRedis(() => ping(proxy.port, 300).catch(() => 'from the fallback'));
    const journal = await runExperiment(experiment, { processSignals: [] });
    expect(journal.outcome).toBe('completed');
    expect(journal.steps.map(({ output }) => output).filter((output) => output === '"from the fallback"')).toHaveLength(
      1,
    );
  }, 60_000);

  test('is given up and rolled back where the real server dies', async () => {
    const dying = { name: 'kill Redis', run: () => server.kill(), undo: () => server.restart() };
    const guardrails = [{ name: 'Redis lives', run: () => ping(server.port, 1_000), tolerance: '+PONG', everyMs: 20 }];
    const hang = { name: 'load', run: () => new Promise(() => {}) };
    const steadyState = [{ name: 'answers', run: () => ping(proxy.port, 2_000), tolerance: '+PONG' }];
    const experiment = { name: 'a dead Redis', steadyState, method: [dying, hang], guardrails };
    const journal = await runExperiment(experiment, { processSignals: [] });
    expect(journal).toMatchObject({ outcome: 'aborted', abort: { by: 'guardrail' } });
    expect(await ping(proxy.port, 5_000)).toBe('+PONG');
  }, 60_000);
});
