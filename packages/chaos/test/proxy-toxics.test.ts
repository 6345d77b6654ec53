import { afterEach, describe, expect, test } from 'vitest';
import type { ProxyOptions, ToxicSpec } from '../src/proxy.ts';
import { until } from './tcp-pair.ts';
import { quiet, receivedBy, type ToxicConnection, toxicConnection } from './toxic-connection.ts';

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

  test('does not make up for the time in which the receiver did not read', async () => {
    const its = await withToxics([
      { type: 'bandwidth', attributes: { rate: 100_000 } },
      { type: 'blackhole', name: 'wall' },
    ]);
    its.server.write(Buffer.alloc(1_000_000));
    await quiet();
    await its.clock.advance(1_000);
    await quiet();
    await its.clock.advance(1_000);
    its.proxy.removeToxic('wall');
    await quiet();
    const atOnce = its.atClient.data.length;
    expect(atOnce).toBeLessThan(400_000); // what stood in the queues
    await its.clock.advance(1_000);
    while (its.atClient.data.length < 1_000_000) {
      await its.clock.advance(10);
      await new Promise(setImmediate);
    }
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

describe('timeout', () => {
  test('closes after its time, whatever is sent in the meantime', async () => {
    const its = await withToxics([{ type: 'timeout', attributes: { timeout: 300 } }]);
    for (let round = 0; round < 3; round++) {
      await its.fromServer('lost');
      await its.clock.advance(round < 2 ? 100 : 99);
    }
    await quiet();
    expect(its.atClient).toEqual({ data: Buffer.alloc(0), end: '' });
    await its.clock.advance(1);
    await until(() => its.atClient.end === 'FIN');
    expect(its.atClient.data.length).toBe(0);
    await until(() => its.proxy.connections === 0);
  });

  test('of 0 closes when it is removed, and passes a FIN before', async () => {
    const its = await withToxics([{ type: 'timeout' }]);
    await its.fromServer('lost');
    await its.clock.advance(1_000_000);
    await quiet();
    expect(its.atClient.end).toBe('');
    const [other, otherServer] = await its.another();
    const received = receivedBy(other);
    otherServer.end('lost');
    await until(() => received.end === 'FIN');
    expect(received.data.length).toBe(0);
    its.proxy.removeToxic('timeout_downstream');
    await until(() => its.atClient.end === 'FIN' && its.proxy.connections === 0);
  });

  test('counts from its beginning, also when it is changed', async () => {
    const its = await withToxics([{ type: 'timeout', attributes: { timeout: 1_000 } }]);
    await its.clock.advance(400);
    its.proxy.updateToxic('timeout_downstream', { attributes: { timeout: 500 } });
    await its.clock.advance(99);
    await quiet();
    expect(its.atClient.end).toBe('');
    await its.clock.advance(1);
    await until(() => its.atClient.end === 'FIN');
  });
});

describe('reset_peer', () => {
  test('resets both sides after its time, and not before', async () => {
    const its = await withToxics([{ type: 'reset_peer', attributes: { timeout: 100 } }]);
    await its.fromServer('before');
    await its.clock.advance(99);
    await until(() => String(its.atClient.data) === 'before');
    expect(its.atClient.end).toBe('');
    await its.clock.advance(1);
    await until(() => its.atClient.end !== '' && its.atServer.end !== '');
    expect([its.atClient.end, its.atServer.end]).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  test('resets a live connection too, when it is added to it, with a RST', async () => {
    const its = await withToxics([]);
    await its.fromServer('alive');
    its.proxy.addToxic({ type: 'reset_peer' });
    await its.clock.advance(0);
    await until(() => its.atClient.end !== '' && its.atServer.end !== '');
    expect([its.atClient.end, its.atServer.end]).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  test('resets a connection that is half closed', async () => {
    const its = await withToxics([]);
    its.client.end();
    await until(() => its.atServer.end === 'FIN');
    its.proxy.addToxic({ type: 'reset_peer' });
    await its.clock.advance(0);
    await until(() => its.atClient.end === 'ECONNRESET');
    await until(() => its.proxy.connections === 0);
  });

  test('of toxicity 0 resets nothing', async () => {
    const its = await withToxics([{ type: 'reset_peer', toxicity: 0 }]);
    await its.fromServer('a');
    await its.clock.advance(1_000);
    its.server.end('b');
    await until(() => its.atClient.end === 'FIN');
    expect(String(its.atClient.data)).toBe('ab');
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
});

describe('limit_data', () => {
  test('closes after exactly so many bytes', async () => {
    const its = await withToxics([{ type: 'limit_data', attributes: { bytes: 5 } }]);
    await its.fromServer('abc');
    await until(() => String(its.atClient.data) === 'abc');
    its.server.write('defg');
    await until(() => its.atClient.end === 'FIN');
    expect(String(its.atClient.data)).toBe('abcde');
    await until(() => its.proxy.connections === 0);
  });

  test('counts on when it is changed, and of 0 closes at the first byte', async () => {
    const its = await withToxics([{ type: 'limit_data', attributes: { bytes: 5 } }]);
    await its.fromServer('abc');
    its.proxy.updateToxic('limit_data_downstream', { attributes: { bytes: 3 } });
    await quiet();
    expect(its.atClient.end).toBe('');
    its.server.write('d');
    await until(() => its.atClient.end === 'FIN');
    expect(String(its.atClient.data)).toBe('abc');
  });

  test('passes the end of a short answer', async () => {
    const its = await withToxics([{ type: 'limit_data', attributes: { bytes: 5 } }]);
    its.server.end('abc');
    await until(() => its.atClient.end === 'FIN');
    expect(String(its.atClient.data)).toBe('abc');
    its.client.end();
    await until(() => its.proxy.connections === 0);
  });

  test('closes after what a later toxic still holds', async () => {
    const its = await withToxics([
      { type: 'limit_data', attributes: { bytes: 3 } },
      { type: 'latency', attributes: { latency: 100 } },
    ]);
    await its.fromServer('abcdef');
    await its.fromServer('ghi');
    await its.clock.advance(99);
    await quiet();
    expect(its.atClient).toEqual({ data: Buffer.alloc(0), end: '' });
    await its.clock.advance(1);
    await until(() => its.atClient.end === 'FIN');
    expect(String(its.atClient.data)).toBe('abc');
  });
});

describe('half_open', () => {
  test('hides data, FIN and RST of the sender; the other stream goes on', async () => {
    for (const leave of ['end', 'resetAndDestroy'] as const) {
      const its = await withToxics([{ type: 'half_open' }]);
      await its.fromServer('lost');
      await its.fromClient('heard');
      await until(() => String(its.atServer.data) === 'heard');
      its.server[leave]();
      await quiet();
      await its.clock.advance(1_000_000);
      expect(its.atClient).toEqual({ data: Buffer.alloc(0), end: '' });
      its.client.end('still here');
      await until(() => its.proxy.connections === 0);
    }
  });

  test('resets what lost data when it is removed, and leaves alone what did not', async () => {
    const its = await withToxics([{ type: 'half_open' }]);
    await its.fromServer('lost');
    const [other, otherServer] = await its.another();
    const received = receivedBy(other);
    its.proxy.removeToxic('half_open_downstream');
    await until(() => its.atClient.end === 'ECONNRESET');
    otherServer.end('fine');
    await until(() => received.end === 'FIN');
    expect(String(received.data)).toBe('fine');
  });

  test('lets a connection go whose client ends before its server', async () => {
    const its = await withToxics([{ type: 'half_open' }]);
    its.client.end();
    await until(() => its.atServer.end === 'FIN');
    its.server.end('answer');
    await until(() => its.proxy.connections === 0);
  });
});

describe('blackhole', () => {
  test('stops after so many bytes, FIN included, and brings all of it when it is removed', async () => {
    const its = await withToxics([{ type: 'blackhole', attributes: { bytes: 4 } }]);
    await its.fromServer('abc');
    await its.fromServer('defgh');
    its.server.end('ij');
    await its.clock.advance(1_000_000);
    await quiet();
    expect(its.atClient).toEqual({ data: Buffer.from('abcd'), end: '' });
    its.proxy.removeToxic('blackhole_downstream');
    await until(() => its.atClient.end === 'FIN');
    expect(String(its.atClient.data)).toBe('abcdefghij');
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

describe('corrupt', () => {
  test('turns one bit of as many bytes as its rate says, and of none at 0 and all at 1', async () => {
    const all = Buffer.alloc(60_000, 'The same text again and again. ');
    for (const [rate, least, most] of [
      [0, 0, 0],
      [0.01, 500, 700],
      [1, 60_000, 60_000],
    ] as const) {
      const its = await withToxics([{ type: 'corrupt', attributes: { rate } }]);
      its.server.end(all);
      await until(() => its.atClient.end === 'FIN');
      const differences = [...its.atClient.data]
        .map((byte, index) => byte ^ (all[index] ?? 0))
        .filter((bits) => bits !== 0);
      expect(its.atClient.data.length).toBe(all.length);
      expect(differences.length).toBeGreaterThanOrEqual(least);
      expect(differences.length).toBeLessThanOrEqual(most);
      expect(differences.every((bits) => (bits & (bits - 1)) === 0)).toBe(true);
    }
  });
});

describe('drop_first', () => {
  test('swallows what is sent over the first connections, and lets the others be', async () => {
    const its = await withToxics([{ type: 'drop_first', attributes: { connections: 2 } }]);
    const outcomes: string[] = [];
    for (const [client, server] of [[its.client, its.server] as const, await its.another(), await its.another()]) {
      const received = client === its.client ? its.atClient : receivedBy(client);
      server.end('answer');
      await until(() => received.end === 'FIN');
      outcomes.push(String(received.data));
    }
    expect(outcomes).toEqual(['', '', 'answer']);
  });

  test('concerns no connection that was there before it, and resets what lost data when it is removed', async () => {
    const its = await withToxics([]);
    its.proxy.addToxic({ type: 'drop_first' });
    await its.fromServer('kept');
    await until(() => String(its.atClient.data) === 'kept');
    const [other, otherServer] = await its.another();
    const received = receivedBy(other);
    const sent = its.proxy.traffic('downstream').received;
    otherServer.write('lost');
    await until(() => its.proxy.traffic('downstream').received === sent + 4);
    its.proxy.removeToxic('drop_first_downstream');
    await until(() => received.end === 'ECONNRESET');
    expect(its.atClient.end).toBe('');
  });
});
