import { freePort } from 'services';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createToxiproxyServer, type ToxiproxyServer } from '../src/proxy.ts';
import { connected, echo, ending, host, roundTrip, type TestServer, until } from './tcp-pair.ts';

// What Toxiproxy 2.12 does wrong, asked of the same API in the same way.

let toxiproxy: ToxiproxyServer;
let upstream: TestServer;

beforeEach(async () => {
  toxiproxy = await createToxiproxyServer({ port: 0 });
  upstream = await echo();
});

afterEach(async () => {
  await toxiproxy.close();
  await upstream.close();
});

async function send(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; json: { listen: string } }> {
  const response = await fetch(`${toxiproxy.url}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, json: text === '' ? {} : JSON.parse(text) };
}

/** A proxy with these toxics, and the port of it. */
async function proxied(toxics: readonly object[] = [], to = upstream.address): Promise<number> {
  const { json } = await send('POST', '/proxies', { name: 'p', upstream: to });
  for (const toxic of toxics) expect((await send('POST', '/proxies/p/toxics', toxic)).status).toBe(200);
  return Number(json.listen.split(':')[1]);
}

test('a half-closed connection keeps its answer, 1000 times of 1000, and no socket is left', async () => {
  const port = await proxied();
  const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  const before = sockets();
  let whole = 0;
  for (let round = 0; round < 20; round++) {
    const batch = Array.from({ length: 50 }, async (_, index) => {
      const client = await connected(port);
      client.end(`question ${index}`);
      const { data, by } = await ending(client);
      if (String(data) === `question ${index}` && by === 'FIN') whole++;
    });
    await Promise.all(batch);
  }
  expect(whole).toBe(1_000);
  await until(() => toxiproxy.proxies[0]?.connections === 0 && sockets() <= before);
});

test('reset_peer on a live connection is a RST', async () => {
  const client = await connected(await proxied());
  await roundTrip(client, 'alive');
  const end = ending(client);
  await send('POST', '/proxies/p/toxics', { type: 'reset_peer' });
  expect((await end).by).toBe('ECONNRESET');
});

test('reset_peer of toxicity 0 resets nobody', async () => {
  const port = await proxied([{ type: 'reset_peer', toxicity: 0 }]);
  for (let index = 0; index < 20; index++) {
    const client = await connected(port);
    client.end('x');
    expect(await ending(client)).toEqual({ data: Buffer.from('x'), by: 'FIN' });
  }
});

test('timeout closes after its time, though data comes all the while', async () => {
  const client = await connected(await proxied([{ type: 'timeout', attributes: { timeout: 200 } }]));
  const start = performance.now();
  const sending = setInterval(() => client.write('x'), 20);
  const { data } = await ending(client);
  clearInterval(sending);
  expect(data.length).toBe(0);
  expect(performance.now() - start).toBeGreaterThanOrEqual(199); // counted from a moment after the client is connected
});

test('negative latency, toxicity 7 and unknown attributes are refused', async () => {
  await proxied();
  const wrong = [{ attributes: { latency: -1 } }, { toxicity: 7 }, { attributes: { delay: 1 } }];
  for (const each of wrong) {
    expect((await send('POST', '/proxies/p/toxics', { type: 'latency', ...each })).status).toBe(400);
  }
  expect(toxiproxy.proxies[0]?.toxics).toEqual([]);
});

test('a refused upstream does not look like one that answered and ended', async () => {
  const client = await connected(await proxied([], `${host}:${await freePort()}`));
  expect((await ending(client)).by).toBe('ECONNRESET');
});

test('removing a toxic never hangs, not even of a receiver that does not read', async () => {
  const port = await proxied([
    { type: 'latency', attributes: { latency: 10 } },
    { type: 'bandwidth', attributes: { rate: 0 } },
  ]);
  const client = await connected(port);
  client.pause();
  client.write(Buffer.alloc(20_000_000));
  await until(() => (toxiproxy.proxies[0]?.traffic('downstream').received ?? 0) > 0);
  expect((await send('DELETE', '/proxies/p/toxics/latency_downstream')).status).toBe(204);
  expect((await send('DELETE', '/proxies/p/toxics/bandwidth_downstream')).status).toBe(204);
  let received = 0;
  client.on('data', (part: Buffer) => {
    received += part.length;
  });
  client.resume();
  await until(() => received === 20_000_000);
  client.destroy();
});
