import { freePort } from 'services';
import { type ToxicAttributeTypes, type ToxicType, Toxiproxy } from 'toxiproxy-node-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createToxiproxyServer, type ToxiproxyServer } from '../src/proxy.ts';
import { connected, echo, host, roundTrip, type TestServer, until } from './tcp-pair.ts';

let server: ToxiproxyServer;
let upstream: TestServer;
let client: Toxiproxy;

beforeEach(async () => {
  server = await createToxiproxyServer({ port: 0 });
  upstream = await echo();
  client = new Toxiproxy(server.url);
});

afterEach(async () => {
  await server.close();
  await upstream.close();
});

const bodyOf = (name: string) => ({ name, listen: 'localhost:0', upstream: upstream.address });

test('creates, finds, lists, changes and removes proxies', async () => {
  const proxy = await client.createProxy(bodyOf('a'));
  expect(proxy.listen).toMatch(/^127\.0\.0\.1:\d+$/);
  const port = Number(proxy.listen.split(':')[1]);
  const socket = await connected(port);
  expect(String(await roundTrip(socket, 'through'))).toBe('through');
  expect((await client.get('a')).toJson()).toEqual(proxy.toJson());
  await expect(client.createProxy(bodyOf('a'))).rejects.toThrow('409');
  await expect(client.get('b')).rejects.toThrow('404');
  const changed = await proxy.update({ enabled: false, listen: proxy.listen, upstream: 'somehost:12345' });
  expect(changed).toMatchObject({ enabled: false, upstream: 'somehost:12345', listen: proxy.listen });
  await until(() => socket.readableEnded);
  expect(Object.keys(await client.getAll())).toEqual(['a']);
  await proxy.remove();
  expect(await client.getAll()).toEqual({});
});

test('populates, resets and tells its version', async () => {
  const listen = `${host}:${await freePort()}`;
  const proxies = await client.populate([bodyOf('a'), { ...bodyOf('b'), listen, enabled: false }]);
  expect(proxies['a']).toMatchObject({ name: 'a', enabled: true });
  expect(proxies['b']).toMatchObject({ name: 'b', enabled: false, listen });
  await proxies['a']?.addToxic({
    type: 'timeout',
    name: 't',
    stream: 'upstream',
    toxicity: 1,
    attributes: { timeout: 0 },
  });
  await client.reset();
  expect((await client.get('b')).enabled).toBe(true);
  await expect((await client.get('a')).getToxic('t')).rejects.toThrow('404');
  expect(JSON.stringify(await client.getVersion())).toContain('2.12.0');
});

test.each<[ToxicType, ToxicAttributeTypes, ToxicAttributeTypes]>([
  ['latency', { latency: 1_000, jitter: 100 }, { latency: 5, jitter: 1 }],
  ['bandwidth', { rate: 1_000 }, { rate: 5 }],
  ['slow_close', { delay: 1_000 }, { delay: 5 }],
  ['timeout', { timeout: 5_000 }, { timeout: 5 }],
  [
    'slicer',
    { average_size: 1_000, size_variation: 1_000, delay: 1_000 },
    { average_size: 5, size_variation: 1, delay: 0 },
  ],
  ['reset_peer', { timeout: 1_000 }, { timeout: 5 }],
  ['limit_data', { bytes: 42 }, { bytes: 5 }],
])('adds, finds, changes and removes %s', async (type, attributes, others) => {
  const proxy = await client.createProxy(bodyOf('a'));
  // Its own helper for tests leaves out what has a default.
  const toxic = await proxy.addToxic({ type, attributes } as Parameters<typeof proxy.addToxic>[0]);
  const made = { name: `${type}_downstream`, type, stream: 'downstream', toxicity: 1, attributes };
  expect(toxic.toJson()).toEqual(made);
  expect((await proxy.getToxic(toxic.name)).toJson()).toEqual(made);
  const changed = await toxic.update({ attributes: others } as Parameters<typeof toxic.update>[0]);
  expect(changed.attributes).toEqual(others);
  await expect(proxy.addToxic(made as Parameters<typeof proxy.addToxic>[0])).rejects.toThrow('409');
  await toxic.remove();
  await expect(proxy.getToxic(toxic.name)).rejects.toThrow('404');
});
