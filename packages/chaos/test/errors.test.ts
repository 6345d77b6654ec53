import { afterEach, describe, expect, test, vi } from 'vitest';
import { errors } from '../src/index.ts';

afterEach(() => void vi.unstubAllGlobals());

describe('errors', () => {
  test.each([
    ['linux', -111],
    ['darwin', -61],
    ['win32', -4078],
    ['sunos', -111],
  ])('have the numbers of the platform %s', (platform, errno) => {
    vi.stubGlobal('process', { platform });
    expect(errors.refused()).toMatchObject({ errno, message: 'connect ECONNREFUSED 127.0.0.1' });
  });

  test('do without a process', () => {
    vi.stubGlobal('process', undefined);
    expect(errors.brokenPipe()).toMatchObject({ errno: -32, message: 'write EPIPE' });
  });

  test('can be had of every kind without options', () => {
    const made = Object.values(errors).map((make) => make());
    expect(made.map(({ message }) => message)).toEqual([
      'connect ECONNREFUSED 127.0.0.1',
      'read ECONNRESET',
      'connect ETIMEDOUT 127.0.0.1',
      'getaddrinfo ENOTFOUND localhost',
      'write EPIPE',
      'terminating connection due to administrator command',
      'Connection is closed.',
      'Connection error: connect ECONNREFUSED 127.0.0.1:9092',
      'fetch failed',
    ]);
  });

  test('have classes of their clients: the same one each time, below those that it extends, or the one given', () => {
    const [first, second] = [errors.kafkaConnection(), errors.kafkaConnection()];
    expect(first.constructor).toBe(second.constructor);
    expect(first.constructor.name).toBe('KafkaJSConnectionError');
    class KafkaJSConnectionError extends Error {}
    expect(errors.kafkaConnection({ from: KafkaJSConnectionError })).toBeInstanceOf(KafkaJSConnectionError);
  });

  test('of fetch take any cause', () => {
    expect(errors.fetchFailed({ cause: 'mine' })).toMatchObject({ message: 'fetch failed', cause: 'mine' });
  });
});
