import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import type { ProxyOptions, ToxicSpec } from '../src/proxy.ts';
import { until } from './tcp-pair.ts';
import { quiet, type ToxicConnection, toxicConnection } from './toxic-connection.ts';

const open: ToxicConnection[] = [];
const withToxics = async (toxics: readonly ToxicSpec[], options: Partial<ProxyOptions> = {}) => {
  const connection = await toxicConnection({ toxics, ...options });
  open.push(connection);
  return connection;
};

afterEach(async () => {
  for (const connection of open.splice(0)) await connection.close();
});

describe('latency', () => {
  test('holds what is sent for exactly so long, in both streams, and its end, too', async () => {
    for (const stream of ['upstream', 'downstream'] as const) {
      const its = await withToxics([{ type: 'latency', stream, attributes: { latency: 1_000 } }]);
      const [send, at] = stream === 'upstream' ? [its.fromClient, its.atServer] : [its.fromServer, its.atClient];
      await send('one');
      await its.clock.advance(500);
      await send('two');
      (stream === 'upstream' ? its.client : its.server).end();
      await quiet();
      await its.clock.advance(499);
      await quiet();
      expect(String(at.data)).toBe('');
      await its.clock.advance(1);
      await until(() => String(at.data) === 'one');
      await its.clock.advance(499);
      await quiet();
      expect([String(at.data), at.end]).toEqual(['one', '']);
      await its.clock.advance(1);
      await until(() => at.end === 'FIN');
      expect(String(at.data)).toBe('onetwo');
    }
  });

  test('with jitter keeps the order, and each delay within its bounds', async () => {
    const its = await withToxics([{ type: 'latency', attributes: { latency: 100, jitter: 50 } }]);
    const arrivals: number[] = [];
    for (let index = 0; index < 40; index++) {
      await its.fromServer('x');
      let waited = 0;
      for (; its.proxy.traffic('downstream').sent <= index; waited++) await its.clock.advance(1);
      arrivals.push(waited);
    }
    expect(Math.min(...arrivals)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...arrivals)).toBeLessThanOrEqual(151);
    expect(new Set(arrivals).size).toBeGreaterThan(15);
  });

  test('holds no more than its bound, and then lets the sender wait', async () => {
    const toxic = { type: 'latency', attributes: { latency: 1_000 } } as const;
    const its = await withToxics([toxic], { maxHeldBytes: 100_000 });
    const all = Buffer.alloc(5_000_000, 'abcde');
    its.server.end(all);
    await quiet();
    expect(its.proxy.traffic('downstream').received).toBeLessThan(1_000_000);
    while (its.atClient.end === '') {
      await its.clock.advance(1_000);
      await new Promise(setImmediate);
    }
    expect(its.atClient.data.equals(all)).toBe(true);
  });
});

describe('bandwidth', () => {
  test('lets through as many bytes as the time allows, and never more', async () => {
    const its = await withToxics([{ type: 'bandwidth', attributes: { rate: 10 } }]); // 10 bytes a millisecond
    await its.fromServer(Buffer.alloc(5_000));
    for (let ms = 50; ms <= 500; ms += 50) {
      await its.clock.advance(50);
      await quiet();
      expect(its.atClient.data.length).toBeLessThanOrEqual(ms * 10);
      expect(its.atClient.data.length).toBeGreaterThanOrEqual(ms * 10 - 1_000); // slices of 100 ms
    }
    expect(its.atClient.data.length).toBe(5_000);
  });

  test('of 0 lets nothing through, until it is changed; the time before is not made up for', async () => {
    const its = await withToxics([{ type: 'bandwidth', attributes: { rate: 0 } }]);
    await its.fromServer(Buffer.alloc(2_000));
    await its.clock.advance(60_000);
    await quiet();
    expect(its.atClient.data.length).toBe(0);
    its.proxy.updateToxic('bandwidth_downstream', { attributes: { rate: 10 } });
    await its.clock.advance(99);
    await quiet();
    expect(its.atClient.data.length).toBeLessThan(1_000);
    await its.clock.advance(101);
    await until(() => its.atClient.data.length === 2_000);
    its.server.end();
    await until(() => its.atClient.end === 'FIN');
  });

  test('lets the sender feel it: little is held back', async () => {
    const its = await withToxics([{ type: 'bandwidth', attributes: { rate: 1 } }]);
    its.server.write(Buffer.alloc(20_000_000));
    await quiet();
    expect(its.proxy.traffic('downstream').received).toBeLessThan(300_000);
  });

  test('holds no more than the bound of the proxy, where that is less', async () => {
    const its = await withToxics([{ type: 'bandwidth' }], { maxHeldBytes: 1_000 });
    for (let sent = 0; sent < 40; sent++) {
      its.server.write(Buffer.alloc(500));
      await quiet();
    }
    expect(its.proxy.traffic('downstream').received).toBeLessThan(5_000);
  });

  test('does not make up for the time in which the receiver did not read', async () => {
    const its = await withToxics([
      { type: 'bandwidth', attributes: { rate: 10 } },
      { type: 'blackhole', name: 'wall' },
    ]);
    its.server.write(Buffer.alloc(300_000));
    await quiet();
    await its.clock.advance(60_000);
    its.proxy.removeToxic('wall');
    await quiet();
    const atOnce = its.atClient.data.length;
    expect(atOnce).toBeLessThanOrEqual(65_536); // what stood before the wall
    await its.clock.advance(100);
    await quiet();
    expect(its.atClient.data.length - atOnce).toBeLessThanOrEqual(1_000);
  });
});

describe('slow_close', () => {
  test('delays the end, and nothing else', async () => {
    const its = await withToxics([{ type: 'slow_close', attributes: { delay: 100 } }]);
    its.server.end('last');
    await until(() => String(its.atClient.data) === 'last');
    await its.clock.advance(99);
    await quiet();
    expect(its.atClient.end).toBe('');
    await its.clock.advance(1);
    await until(() => its.atClient.end === 'FIN');
  });
});

describe('a toxic that is added where the connection is over already', () => {
  test('leaves no timer', async () => {
    const its = await withToxics([{ type: 'slow_close', stream: 'upstream', attributes: { delay: 100 } }]);
    its.server.end();
    its.client.end();
    await once(its.client, 'close');
    await quiet();
    its.proxy.addToxic({ type: 'reset_peer', attributes: { timeout: 600_000 } });
    await its.clock.advance(100);
    await until(() => its.atServer.end === 'FIN');
    await quiet();
    expect(its.clock.pending).toBe(0);
  });
});

describe('slicer', () => {
  test('cuts to sizes within its bounds, and waits after each', async () => {
    const attributes = { average_size: 100, size_variation: 20, delay: 5_000 };
    const its = await withToxics([{ type: 'slicer', attributes }]);
    const all = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251));
    await its.fromServer(all);
    const sizes: number[] = [];
    let seen = 0;
    while (seen < all.length) {
      await quiet();
      sizes.push(its.atClient.data.length - seen);
      seen = its.atClient.data.length;
      await its.clock.advance(4);
      await quiet();
      expect(its.atClient.data.length).toBe(seen);
      await its.clock.advance(1);
    }
    expect(its.atClient.data.equals(all)).toBe(true);
    for (const size of sizes.slice(0, -1)) expect(size >= 80 && size <= 120).toBe(true);
    expect(sizes.length).toBeGreaterThan(7);
  });

  test('waits no longer than it is told to after a change', async () => {
    const its = await withToxics([{ type: 'slicer', attributes: { average_size: 1, delay: 3_600_000_000 } }]);
    await its.fromServer('ab');
    await until(() => String(its.atClient.data) === 'a');
    its.proxy.updateToxic('slicer_downstream', { attributes: { delay: 5_000 } });
    await its.clock.advance(4);
    await quiet();
    expect(String(its.atClient.data)).toBe('a');
    await its.clock.advance(1);
    await until(() => String(its.atClient.data) === 'ab');
  });
});

describe('toxics in a row', () => {
  test('pass on what one of them cannot hold', async () => {
    const its = await withToxics([
      { type: 'latency', attributes: { latency: 10 } },
      { type: 'slicer', attributes: { average_size: 10_000 } },
      { type: 'bandwidth', attributes: { rate: 1_000_000 } },
    ]);
    const all = Buffer.alloc(3_000_000, 'abcdefg');
    its.server.end(all);
    while (its.atClient.end === '') {
      await its.clock.advance(10);
      await new Promise(setImmediate);
    }
    expect(its.atClient.data.equals(all)).toBe(true);
  });
});

describe('loss', () => {
  test('stalls what comes after a lost segment by the retransmission time-out', async () => {
    const its = await withToxics([{ type: 'loss', attributes: { rate: 0.2, rto: 200 } }]);
    const delays: number[] = [];
    for (let index = 0; index < 60; index++) {
      await its.fromServer('x');
      let waited = 0;
      for (await quiet(); its.atClient.data.length <= index; await quiet()) {
        await its.clock.advance(200);
        waited += 200;
      }
      delays.push(waited);
    }
    const stalled = delays.filter((ms) => ms > 0);
    // 60 draws of chance 0.2: 12 ± 4 standard deviations of 3.1; 200, 600, 1400, … as the time-out doubles.
    expect(stalled.length).toBeGreaterThan(0);
    expect(stalled.length).toBeLessThan(25);
    for (const ms of stalled) expect([200, 600, 1_400, 3_000]).toContain(ms);
  });

  test('of every segment gives up as TCP does, and of none is nothing', async () => {
    const its = await withToxics([{ type: 'loss', attributes: { rate: 1, rto: 1 } }]);
    its.server.write('x');
    await until(() => its.proxy.traffic('downstream').received === 1);
    await its.clock.advance(2 ** 15 - 2);
    await quiet();
    expect(its.atClient.data.length).toBe(0);
    await its.clock.advance(1);
    await until(() => its.atClient.data.length === 1);
    its.proxy.updateToxic('loss_downstream', { attributes: { rate: 0 } });
    its.server.end('y');
    await until(() => its.atClient.end === 'FIN');
  });
});
