import { once } from 'node:events';
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

describe('a toxic that is switched off and on by its toxicity', () => {
  test('stands where it stood among the others', async () => {
    const its = await withToxics([
      { type: 'limit_data', attributes: { bytes: 3 } },
      { type: 'slow_close', attributes: { delay: 100 } },
    ]);
    its.proxy.updateToxic('limit_data_downstream', { toxicity: 0 });
    its.proxy.updateToxic('limit_data_downstream', { toxicity: 1 });
    its.server.write('abcdef');
    await until(() => String(its.atClient.data) === 'abc');
    await its.clock.advance(99);
    await quiet();
    expect(its.atClient.end).toBe(''); // after the slow close the limit would end it at once
    await its.clock.advance(1);
    await until(() => its.atClient.end === 'FIN');
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

  test('reads on from a server whose client is gone without its knowledge, and closes with it', async () => {
    const its = await withToxics([{ type: 'half_open', stream: 'upstream' }]);
    its.client.resetAndDestroy();
    await until(() => its.proxy.connections === 0);
    const closed = once(its.server, 'close');
    its.server.end(Buffer.alloc(20_000_000));
    await closed;
    expect(its.atServer.end).toBe('FIN');
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
