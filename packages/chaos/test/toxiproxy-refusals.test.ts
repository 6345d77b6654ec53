import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { connected, echo, ending, host, roundTrip } from './tcp-pair.ts';
import { call, db, server, start, useToxiproxyServer, withToxic } from './toxiproxy-calls.ts';

useToxiproxyServer();

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

  test('an upstream of no form resets whoever connects', async () => {
    const { text } = await call('POST', '/proxies', { name: 'b', upstream: 'nonsense' });
    const port = Number(JSON.parse(text).listen.split(':')[1]);
    expect((await ending(connect(port, host))).by).toBe('ECONNRESET');
  });

  test('a slicer of 0 bytes slices to single bytes, for ever it does not', async () => {
    const upstream = await echo();
    const { text } = await call('POST', '/proxies', { name: 'b', upstream: upstream.address });
    await call('POST', '/proxies/b/toxics', { type: 'slicer' });
    const client = await connected(Number(JSON.parse(text).listen.split(':')[1]));
    expect(String(await roundTrip(client, 'abc'))).toBe('abc');
    client.destroy();
    await upstream.close();
  });
});
