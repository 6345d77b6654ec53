import { describe, expect, test, vi } from 'vitest';
import { createToxiproxyServer } from '../src/proxy.ts';
import { host } from './tcp-pair.ts';
import { call, db, latency, server, start, useToxiproxyServer, withToxic } from './toxiproxy-calls.ts';

useToxiproxyServer();

describe('an endpoint answers', () => {
  test.each<[call: string, body: unknown, status: number, answer: unknown]>([
    ['GET /proxies', undefined, 200, { db: { ...db, toxics: [latency] } }],
    ['POST /proxies', { name: 'b', upstream: 'b:1', enabled: false }, 201, { ...db, name: 'b', upstream: 'b:1' }],
    ['POST /proxies', { ...db, name: 'b', toxics: null }, 201, { ...db, name: 'b' }],
    [
      'POST /populate',
      [
        { ...db, name: 'b' },
        { ...db, name: 'c' },
      ],
      201,
      {
        proxies: [
          { ...db, name: 'b' },
          { ...db, name: 'c' },
        ],
      },
    ],
    ['POST /populate', [], 201, { proxies: [] }],
    ['POST /populate', null, 201, { proxies: [] }],
    ['POST /populate', [{ ...db, toxics: [] }], 201, { proxies: [{ ...db, toxics: [latency] }] }],
    ['GET /proxies/db', undefined, 200, { ...db, toxics: [latency] }],
    ['POST /proxies/db', { upstream: 'x:1' }, 200, { ...db, upstream: 'x:1', toxics: [latency] }],
    ['PATCH /proxies/db', { listen: `${host}:1` }, 200, { ...db, listen: `${host}:1`, toxics: [latency] }],
    ['POST /proxies/db', {}, 200, { ...db, toxics: [latency] }],
    ['DELETE /proxies/db', undefined, 204, ''],
    ['GET /proxies/db/toxics', undefined, 200, [latency]],
    [
      'POST /proxies/db/toxics',
      { type: 'timeout' },
      200,
      { attributes: { timeout: 0 }, name: 'timeout_downstream', type: 'timeout', stream: 'downstream', toxicity: 1 },
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'latency', stream: 'upstream', toxicity: 0.5, name: 'slow', attributes: null },
      200,
      { attributes: { latency: 0, jitter: 0 }, name: 'slow', type: 'latency', stream: 'upstream', toxicity: 0.5 },
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'loss', attributes: { rate: 0.1 } },
      200,
      { attributes: { rate: 0.1, rto: 200 }, name: 'loss_downstream', type: 'loss', stream: 'downstream', toxicity: 1 },
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'drop_first', name: '' },
      200,
      {
        attributes: { connections: 1 },
        name: 'drop_first_downstream',
        type: 'drop_first',
        stream: 'downstream',
        toxicity: 1,
      },
    ],
    ['GET /proxies/db/toxics/latency_downstream', undefined, 200, latency],
    [
      'POST /proxies/db/toxics/latency_downstream',
      { attributes: { jitter: 7 } },
      200,
      { ...latency, attributes: { latency: 10, jitter: 7 } },
    ],
    [
      'PATCH /proxies/db/toxics/latency_downstream',
      { toxicity: 0.25, name: 'ignored' },
      200,
      { ...latency, toxicity: 0.25 },
    ],
    ['DELETE /proxies/db/toxics/latency_downstream', undefined, 204, ''],
    ['GET /version', undefined, 200, { version: '2.12.0-scry' }],
  ])('%s %j with %i', async (line, body, status, answer) => {
    await withToxic();
    const [method = '', path = ''] = line.split(' ');
    const { text, ...got } = await call(method, path, body);
    expect(got.status).toBe(status);
    expect(text === '' ? '' : JSON.parse(text)).toEqual(answer);
    if (status !== 204)
      expect(got.type).toBe(path === '/version' ? 'application/json;charset=utf-8' : 'application/json');
  });

  test('POST /reset with 204, and every proxy is enabled and without toxics', async () => {
    await withToxic();
    expect(await call('POST', '/reset')).toMatchObject({ status: 204, text: '' });
    expect(server.proxies).toMatchObject([{ name: 'db', enabled: true, toxics: [] }]);
  });
});

describe('populate', () => {
  test('names the first field that is missing, and starts nothing', async () => {
    const { status, text } = await call('POST', '/populate', [{ ...db, name: 'a' }, { name: 'b' }]);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({
      error: 'missing required field: upstream at proxy 2',
      status: 400,
      proxies: null,
    });
    expect(server.proxies).toEqual([]);
    expect(JSON.parse((await call('POST', '/populate', {})).text).error).toBe(
      'bad request body: expected an array of proxies',
    );
    expect(JSON.parse((await call('POST', '/populate', [{ ...db, x: 1 }])).text).error).toMatch(
      /^bad request body: at proxy 1: unknown field x/,
    );
  });

  test('keeps those before one that cannot listen', async () => {
    const taken = `${host}:${server.port}`;
    const list = [
      { ...db, name: 'a', enabled: true },
      { ...db, name: 'b', listen: taken, enabled: true },
      { ...db, name: 'c' },
    ];
    const { status, text } = await call('POST', '/populate', list);
    expect(status).toBe(500);
    const { error, proxies } = JSON.parse(text);
    expect(error).toBe(`listen tcp ${taken}: bind: address already in use`);
    expect(proxies).toMatchObject([{ name: 'a', enabled: true }]);
    expect(server.proxies.map(({ name }) => name)).toEqual(['a']);
  });

  test('leaves a proxy with the same addresses as it is, and replaces one with others', async () => {
    const one = { name: 'a', listen: 'localhost:0', upstream: 'x:1' };
    const [first] = JSON.parse((await call('POST', '/populate', [one])).text).proxies;
    await call('POST', '/proxies/a/toxics', { type: 'latency' });
    const same = { ...one, listen: first.listen.replace(host, 'localhost') };
    expect(JSON.parse((await call('POST', '/populate', [same])).text).proxies[0].toxics).toHaveLength(1);
    const [other] = JSON.parse((await call('POST', '/populate', [{ ...same, upstream: 'y:1' }])).text).proxies;
    expect(other).toMatchObject({ listen: first.listen, upstream: 'y:1', toxics: [] });
  });

  test('starts proxies with their toxics, from the program as over HTTP', async () => {
    const [made] = await server.populate([{ name: 'a', upstream: 'x:1', toxics: [{ type: 'latency' }] }]);
    expect(made?.toxics).toMatchObject([{ name: 'latency_downstream' }]);
    await expect(server.populate([{ name: '', upstream: 'x:1' }])).rejects.toThrow(
      'missing required field: name at proxy 1',
    );
  });
});

test('what is being started while the server closes is closed with it, and nothing is started after', async () => {
  const spec = (name: string) => ({ name, listen: `${host}:0`, upstream: 'x:1' });
  const populating = server.populate([spec('a'), spec('b')]);
  await server.close();
  await expect(populating).rejects.toThrow('the server is closed');
  expect(server.proxies).toEqual([]);
});

test('of two that start a proxy of one name at once, one starts it', async () => {
  const spec = { name: 'a', listen: 'localhost:0', upstream: 'x:1' };
  const [first, second] = await Promise.all([server.populate([spec]), server.populate([{ ...spec, upstream: 'y:1' }])]);
  expect([first[0]?.enabled, second[0]?.enabled]).toEqual([false, true]);
  expect(server.proxies).toMatchObject([{ upstream: 'y:1' }]);
});

test('metrics tell the bytes of each proxy, for those who asked for them', async () => {
  await start({ metrics: true });
  await call('POST', '/proxies', { ...db, name: 'a "b"\n' });
  const { type, text } = await call('GET', '/metrics');
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toContain('# TYPE toxiproxy_proxy_received_bytes_total counter\n');
  const labels = `direction="upstream",listener="${host}:0",proxy="a \\"b\\"\\n",upstream="db:5432"`;
  expect(text).toContain(`\ntoxiproxy_proxy_sent_bytes_total{${labels}} 0\n`);
});

test('requests are done one after the other', async () => {
  const listen = { ...db, listen: 'localhost:0', enabled: true };
  const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await call('POST', '/proxies', listen)).status));
  expect(statuses.sort()).toEqual([201, 409, 409, 409]);
});

test('a name may have any characters', async () => {
  const name = 'a/b ü?__proto__';
  await call('POST', '/proxies', { ...db, name });
  expect(JSON.parse((await call('GET', `/proxies/${encodeURIComponent(name)}`)).text).name).toBe(name);
  await call('POST', '/proxies', { ...db, name: '__proto__' });
  expect(Object.keys(JSON.parse((await call('GET', '/proxies')).text))).toEqual([name, '__proto__']);
});

test('the options of a server are checked', async () => {
  await expect(createToxiproxyServer({ port: -1 })).rejects.toThrow(
    'createToxiproxyServer: port must be an integer in [0, 65535], got -1',
  );
  await expect(createToxiproxyServer({ port: 65_536 })).rejects.toThrow(
    'port must be an integer in [0, 65535], got 65536',
  );
  await expect(createToxiproxyServer({ port: 0.5 })).rejects.toThrow('port must be an integer in [0, 65535], got 0.5');
  await expect(createToxiproxyServer({ maxProxies: 0 })).rejects.toThrow('maxProxies must be an integer >= 1, got 0');
  await expect(createToxiproxyServer({ strikt: true } as never)).rejects.toThrow('unknown option strikt');
  await expect(createToxiproxyServer({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('in production a toxic is refused with 403', async () => {
  await call('POST', '/proxies', db);
  vi.stubEnv('NODE_ENV', 'production');
  const { status, text } = await call('POST', '/proxies/db/toxics', { type: 'latency' });
  vi.unstubAllEnvs();
  expect(status).toBe(403);
  expect(JSON.parse(text).error).toContain('SCRY_CHAOS_ALLOW=1');
  expect(server.proxies).toMatchObject([{ toxics: [] }]);
});

test("without options it takes Toxiproxy's port, on the loopback interface", async () => {
  const taken = await createToxiproxyServer().catch((error: { port: number; address: string }) => error);
  expect(taken.port).toBe(8474);
  if ('close' in taken) await taken.close();
});
