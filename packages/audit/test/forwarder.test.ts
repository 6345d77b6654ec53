import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Forwarder, type ForwarderOptions, type Send, startForwarder } from '../src/forwarder.ts';
import { sinkHost, temporaryFolder } from './sink-host.ts';

const limits = { maxBytes: 1_000_000, batchBytes: 1_000_000 };

/** A forwarder on a clock that stands still; each delay that it asks for is noted, and over at once. */
async function start(send: Send, options: Partial<ForwarderOptions> = {}) {
  const waits: number[] = [];
  const unreferenced: number[] = [];
  const clock = {
    now: () => 0,
    setTimeout(fn: () => void, ms: number) {
      waits.push(ms);
      setImmediate(fn);
      return { unref: () => unreferenced.push(ms) };
    },
    clearTimeout() {},
  };
  const host = sinkHost(clock);
  const directory = temporaryFolder();
  const forwarder: Forwarder = await startForwarder(
    { name: 'there', required: true, send, random: () => 0, spool: { directory, ...limits }, ...options },
    host,
  );
  onTestFinished(() => forwarder.close().catch(() => {}));
  return { forwarder, host, waits, unreferenced, directory };
}

describe('a forwarder', () => {
  test('tells of each attempt that failed, and waits at least half of the delay, which doubles', async () => {
    const errors = Array.from({ length: 8 }, (_, index) => new Error(`attempt ${index}`));
    const left = [...errors];
    const { forwarder, host, waits, unreferenced } = await start(async () => {
      const error = left.shift();
      if (error) throw error;
      return undefined;
    });
    await forwarder.append(['{"a":1}', '{"b":2}']);
    await forwarder.drained();
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(unreferenced).toEqual(waits);
    expect(host.notices).toEqual(
      errors.map((error) => ({ type: 'sink-failed', name: 'audit', sink: 'there', required: true, lines: 2, error })),
    );
  });

  test.each([
    [100, 250],
    [250, 250],
    [251, 251],
    [600_000, 600_000],
    [600_001, 600_000],
    [Infinity, 600_000],
  ])('waits %d ms where the server asks for that, within reason', async (retryAfterMs, wait) => {
    let isFirst = true;
    const { forwarder, waits } = await start(async () => {
      if (!isFirst) return undefined;
      isFirst = false;
      throw Object.assign(new Error('later'), { retryAfterMs });
    });
    await forwarder.append(['1']);
    await forwarder.drained();
    expect(waits).toEqual([wait]);
  });

  test('sets aside what is refused, and what is not even taken by itself, and says so', async () => {
    const sent: (readonly string[])[] = [];
    const { forwarder, host, directory } = await start(async (lines) => {
      sent.push(lines);
      if (lines.includes('3')) return 'in-halves';
      return lines.includes('1') ? { lines: ['1'], reason: 'no number' } : undefined;
    });
    await forwarder.append(['1', '2', '3']);
    await forwarder.drained();
    expect(sent).toEqual([['1', '2', '3'], ['1'], ['2', '3'], ['2'], ['3']]);
    expect(readFileSync(join(directory, 'refused.ndjson'), 'utf8')).toBe('1\n3\n');
    const at = { name: 'audit', sink: 'there', lines: 1 };
    const failed = (why: string) => ({
      ...at,
      type: 'sink-failed',
      required: true,
      error: new Error(`there: refused for good, and set aside: ${why}`),
    });
    expect(host.notices).toEqual([
      failed('no number'),
      { ...at, type: 'sink-dropped' },
      failed('not even by itself was it taken'),
      { ...at, type: 'sink-dropped' },
    ]);
    expect(readdirSync(directory).sort()).toEqual(['lock', 'refused.ndjson']);
  });

  test('ends a request that runs when it is closed, keeps its lines, and is not told of as a failure', async () => {
    let signal: AbortSignal | undefined;
    const { forwarder, host, directory } = await start((_, bounds) => {
      signal = bounds.signal;
      return new Promise((_resolve, reject) => {
        bounds.signal.addEventListener('abort', () => reject(bounds.signal.reason));
      });
    });
    await forwarder.append(['1']);
    const drained = forwarder.drained().catch((error: unknown) => error);
    await vi.waitFor(() => expect(signal).toBeDefined());
    await forwarder.close();
    expect(signal?.reason).toEqual(new Error('there: the sink is closed'));
    expect(await drained).toBe(signal?.reason);
    expect(host.notices).toEqual([]);
    expect(readFileSync(join(directory, '000000000001.ndjson'), 'utf8')).toBe('1\n');
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });

  test('sends one batch at a time, the oldest first', async () => {
    let running = 0;
    const sent: string[] = [];
    const { forwarder } = await start(
      async (lines) => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        sent.push(...lines);
        return undefined;
      },
      { spool: { directory: temporaryFolder(), maxBytes: 1_000, batchBytes: 2 } },
    );
    await Promise.all(['1', '2', '3', '4'].map((line) => forwarder.append([line])));
    await Promise.all([forwarder.drained(), forwarder.drained()]);
    expect(sent).toEqual(['1', '2', '3', '4']);
  });
});
