import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createToxiproxyServer, type ToxiproxyServer, type ToxiproxyServerOptions } from '../src/proxy.ts';
import { host } from './tcp-pair.ts';

let server: ToxiproxyServer;
const start = async (options: ToxiproxyServerOptions = {}): Promise<void> => {
  await server?.close();
  server = await createToxiproxyServer({ port: 0, seed: 1, ...options });
};

beforeEach(() => start());
afterEach(() => server.close());

interface Answered {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly text: string;
}

function call(method: string, path: string, body?: unknown, headers: object = {}): Promise<Answered> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const made = request(`${server.url}${path}`, { method, headers: { ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], text }));
    });
    made.on('error', reject);
    made.end(sent);
  });
}

/** A proxy `db`, disabled, with a latency toxic. */
async function withToxic(): Promise<void> {
  await call('POST', '/proxies', { name: 'db', listen: `${host}:0`, upstream: 'db:5432', enabled: false });
  await call('POST', '/proxies/db/toxics', { type: 'latency', attributes: { latency: 10, jitter: 5 } });
}

const db = { name: 'db', listen: `${host}:0`, upstream: 'db:5432', enabled: false, toxics: [] };
const latency = {
  attributes: { latency: 10, jitter: 5 },
  name: 'latency_downstream',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
};

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

describe('an endpoint refuses', () => {
  test.each<[call: string, body: unknown, status: number, error: string]>([
    ['GET /proxies/none', undefined, 404, 'proxy not found'],
    ['POST /proxies/none', {}, 404, 'proxy not found'],
    ['DELETE /proxies/none', undefined, 404, 'proxy not found'],
    ['GET /proxies/none/toxics', undefined, 404, 'proxy not found'],
    ['POST /proxies/none/toxics', { type: 'latency' }, 404, 'proxy not found'],
    ['GET /proxies/none/toxics/x', undefined, 404, 'proxy not found'],
    ['GET /proxies/constructor', undefined, 404, 'proxy not found'],
    ['GET /proxies/db/toxics/none', undefined, 404, 'toxic not found'],
    ['POST /proxies/db/toxics/none', 'not json', 404, 'toxic not found'],
    ['DELETE /proxies/db/toxics/none', undefined, 404, 'toxic not found'],
    ['POST /proxies', db, 409, 'proxy already exists'],
    ['POST /proxies', {}, 400, 'missing required field: name'],
    ['POST /proxies', null, 400, 'missing required field: name'],
    ['POST /proxies', { name: 'b' }, 400, 'missing required field: upstream'],
    ['POST /proxies', '', 400, 'bad request body: EOF'],
    ['POST /proxies', '{"name":', 400, 'bad request body: unexpected EOF'],
    ['POST /proxies', [], 400, 'bad request body: expected an object, got an array'],
    ['POST /proxies', '1', 400, 'bad request body: expected an object, got a number'],
    ['POST /proxies', { name: 1 }, 400, 'bad request body: name must be a string, got a number'],
    ['POST /proxies', { name: {} }, 400, 'bad request body: name must be a string, got an object'],
    ['POST /proxies', { name: 'b', upstream: 'b' }, 400, 'bad request body: upstream must be host:port, got "b"'],
    ['POST /proxies', { name: 'b', upstream: 'b:1', toxics: {} }, 400, 'bad request body: toxics must be an array'],
    [
      'POST /proxies',
      { name: 'b', upstream: 'b:1', toxics: [{ type: 'latency' }, { type: 'latency' }] },
      409,
      'toxic already exists',
    ],
    [
      'POST /proxies',
      { name: 'b', upstream: 'b:1', port: 1 },
      400,
      'bad request body: unknown field port, expected one of name, listen, upstream, enabled, toxics, Logger',
    ],
    ['POST /proxies', { name: 'b', upstream: 'b:1', listen: 'nonsense' }, 500, 'expected host:port, got "nonsense"'],
    ['POST /proxies/db', { upstream: 'b' }, 400, 'bad request body: upstream must be host:port, got "b"'],
    ['POST /proxies/db', { enabled: 1 }, 400, 'bad request body: enabled must be a boolean, got a number'],
    ['POST /proxies/db/toxics', { type: 'latency' }, 409, 'toxic already exists'],
    ['POST /proxies/db/toxics', { type: 'none' }, 400, 'invalid toxic type'],
    ['POST /proxies/db/toxics', { type: 'constructor' }, 400, 'invalid toxic type'],
    ['POST /proxies/db/toxics', {}, 400, 'invalid toxic type'],
    [
      'POST /proxies/db/toxics',
      { type: 'none', stream: 'up' },
      400,
      'stream was invalid, can be either upstream or downstream',
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'timeout', stream: 'Upstream' },
      400,
      'stream was invalid, can be either upstream or downstream',
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'timeout', toxicity: 7 },
      400,
      'bad request body: toxic: toxicity must be a number in [0, 1], got 7',
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'latency', attributes: { latency: -1, jitter: 'a' } },
      400,
      'bad request body: toxic: attributes.latency must be an integer >= 0, got -1; attributes.jitter must be an integer >= 0, got "a"',
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'latency', attributes: { ms: 1 } },
      400,
      'bad request body: attributes: unknown field ms, expected one of latency, jitter',
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'slicer' },
      400,
      'bad request body: toxic: attributes.average_size must be an integer >= 1, got 0',
    ],
    [
      'POST /proxies/db/toxics',
      { type: 'slicer', attributes: { average_size: 1, size_variation: 2 } },
      400,
      'bad request body: toxic: attributes.size_variation must be at most average_size, which is 1, got 2',
    ],
    [
      'POST /proxies/db/toxics/latency_downstream',
      { attributes: { latency: -1 } },
      400,
      'bad request body: toxic: attributes.latency must be an integer >= 0, got -1',
    ],
    [
      'PATCH /proxies/db/toxics/latency_downstream',
      { toxicity: -1 },
      400,
      'bad request body: toxic: toxicity must be a number in [0, 1], got -1',
    ],
  ])('%s %j with %i', async (line, body, status, error) => {
    await withToxic();
    const [method = '', path = ''] = line.split(' ');
    const before = await call('GET', '/proxies');
    const { text, ...got } = await call(method, path, body);
    expect(JSON.parse(text)).toEqual({ error, status });
    expect(got).toEqual({ status, type: 'text/plain; charset=utf-8' });
    expect(text.endsWith('}\n')).toBe(true);
    expect(await call('GET', '/proxies')).toEqual(before); // nothing has changed
  });

  test.each([
    ['GET', '/', 404, '404 page not found\n'],
    ['GET', '/constructor', 404, '404 page not found\n'],
    ['GET', '/proxies/', 404, '404 page not found\n'],
    ['GET', '/proxies/%ff', 404, '404 page not found\n'],
    ['GET', '/metrics', 404, '404 page not found\n'],
    ['PUT', '/proxies', 405, ''],
    ['GET', '/reset', 405, ''],
    ['toString', '/proxies', 400, ''],
  ])('%s %s with %i', async (method, path, status, text) => {
    expect(await call(method, path)).toMatchObject({ status, text });
  });

  test('what a browser sends', async () => {
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' };
    expect(await call('GET', '/version', undefined, headers)).toMatchObject({
      status: 403,
      text: 'User agent not allowed\n',
    });
  });

  test('a body that is too long, and hears why', async () => {
    await start({ maxBodyBytes: 100 });
    const { status, text } = await call('POST', '/proxies', 'x'.repeat(3_000_000));
    expect(status).toBe(413);
    expect(JSON.parse(text).error).toBe('request body too large: expected at most 100 bytes, got 3000000');
  });

  test('a body that breaks off, and goes on with the next request', async () => {
    const socket = connect(server.port, host);
    await once(socket, 'connect');
    socket.write('POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    expect((await call('GET', '/version')).status).toBe(200);
  });

  test('one proxy too many', async () => {
    await start({ maxProxies: 1 });
    await withToxic();
    const { status, text } = await call('POST', '/proxies', { ...db, name: 'b' });
    expect([status, JSON.parse(text).error]).toEqual([400, 'too many proxies: expected at most 1']);
    expect((await call('POST', '/populate', [{ ...db, upstream: 'x:1' }])).status).toBe(201);
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

describe('with strict: false', () => {
  beforeEach(async () => {
    await start({ strict: false });
    await withToxic();
  });

  test.each<[body: object, answer: object]>([
    [
      { type: 'latency', name: 'a', attributes: { latency: -5, jitter: -1 } },
      { attributes: { latency: -5, jitter: -1 } },
    ],
    [{ type: 'timeout', toxicity: 7 }, { toxicity: 7 }],
    [
      { type: 'timeout', stream: 'UPSTREAM', name: 'b' },
      { stream: 'upstream', name: 'b' },
    ],
    [{ TYPE: 'bandwidth', Attributes: { Rate: 5, burst: 1 }, comment: 'x' }, { attributes: { rate: 5 } }],
    [{ type: 'slicer' }, { attributes: { average_size: 0, size_variation: 0, delay: 0 } }],
    [
      { type: 'slicer', attributes: { average_size: 1, size_variation: 5 } },
      { attributes: { average_size: 1, size_variation: 5, delay: 0 } },
    ],
  ])('%j is taken, as by Toxiproxy', async (body, answer) => {
    const { status, text } = await call('POST', '/proxies/db/toxics', body);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject(answer);
  });

  test.each<[body: object, error: string]>([
    [{ type: 'latency', name: 'a', attributes: { latency: 1.5 } }, 'attributes.latency must be an integer, got 1.5'],
    [{ type: 'latency', name: 'a', attributes: { latency: '1' } }, 'attributes.latency must be an integer, got "1"'],
    [{ type: 'timeout', toxicity: '1' }, 'toxicity must be a finite number, got "1"'],
    [{ type: 'loss', attributes: { rate: 2 } }, 'attributes.rate must be a number in [0, 1], got 2'],
  ])('%j is refused, as by Toxiproxy, and what it does not know is checked', async (body, error) => {
    const { status, text } = await call('POST', '/proxies/db/toxics', body);
    expect([status, JSON.parse(text).error]).toEqual([400, `bad request body: toxic: ${error}`]);
  });

  test('unknown fields, an upstream of any form and the toxics of a new proxy are passed over', async () => {
    const body = { name: 'b', upstream: 'nonsense', enabled: false, x: 1, toxics: [{ type: 'none' }] };
    const { status, text } = await call('POST', '/proxies', body);
    expect(status).toBe(201);
    expect(JSON.parse(text)).toMatchObject({ name: 'b', upstream: 'nonsense', toxics: [] });
    expect((await call('POST', '/proxies/b', { upstream: 'other', y: 1 })).status).toBe(200);
    expect((await call('POST', '/proxies/db/toxics/latency_downstream', { toxicity: -1 })).status).toBe(200);
  });
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
  await expect(createToxiproxyServer({ strikt: true } as never)).rejects.toThrow('unknown option strikt');
  await expect(createToxiproxyServer({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
