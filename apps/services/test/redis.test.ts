import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, type RedisServer, redis, startRedis } from '../src/index.ts';

describeWith(redis, 'a Redis server of its own', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test('answers nothing while it is paused, and goes on when it is resumed', async () => {
    server.pause();
    await expect(ask('PING', AbortSignal.timeout(100))).rejects.toThrow('aborted');
    server.resume();
    expect(await ask('PING')).toBe('+PONG');
  });

  test('is empty when it was killed and started again, on the same port', async () => {
    await ask('SET key value');
    expect(await ask('DBSIZE')).toBe(':1');
    await server.kill();
    await expect(ask('PING')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    expect(await ask('DBSIZE')).toBe(':0');
  });

  /** An inline command of its protocol, and the first line of the answer. */
  async function ask(command: string, signal?: AbortSignal): Promise<string> {
    const socket = connect({ port: server.port, host: '127.0.0.1', ...(signal && { signal }) });
    await once(socket, 'connect');
    socket.end(`${command}\r\n`);
    const [reply]: string[] = await once(socket.setEncoding('utf8'), 'data');
    return String(reply).trimEnd();
  }
});
