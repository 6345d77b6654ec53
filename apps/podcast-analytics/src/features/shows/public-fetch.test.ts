import type { lookup as systemLookup } from 'node:dns';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPublicFetch, type PublicFetchOptions } from './public-fetch.ts';

let server: Server;
let origin: string;
let requests: { url: string; headers: NodeJS.Dict<string | string[]> }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    answers[request.url ?? '']?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // of a TCP server that listens
});
afterAll(() => server.close());

const answers: Record<string, (response: ServerResponse) => void> = {
  '/feed': (response) => response.setHeader('etag', '"1"').end('text'),
  '/gzip': (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('unpacked')),
  '/broken': (response) => response.setHeader('content-encoding', 'gzip').end('no gzip'),
  '/moved': (response) => response.writeHead(302, { location: '/feed' }).end(),
  '/inward': (response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
  '/file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/circle': (response) => response.writeHead(302, { location: '/circle' }).end(),
  '/unchanged': (response) => response.writeHead(304).end(),
  '/hang': () => {},
};

/** A resolver that knows what the test tells it. */
function resolving(addresses: Readonly<Record<string, readonly string[]>>): Required<PublicFetchOptions>['lookup'] {
  const lookup = (host: string, _: unknown, done: (error: Error | null, all: unknown) => void) =>
    done(
      null,
      (addresses[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  return lookup as typeof systemLookup; // the one of its overloads that is called
}

const local = createPublicFetch({ allows: (address) => address === '127.0.0.1' });
const body = async (path: string, init?: RequestInit) => (await local(origin + path, init)).text();

test('fetches, unpacks and follows redirects', async () => {
  expect(await body('/feed')).toBe('text');
  expect(await body('/gzip')).toBe('unpacked');
  expect(await body('/moved')).toBe('text');
});

test('sends the headers of a conditional request, and tells the answer’s', async () => {
  requests = [];
  const response = await local(`${origin}/feed`, { headers: { 'If-None-Match': '"1"' } });
  expect(requests[0]?.headers['if-none-match']).toBe('"1"');
  expect(response.headers.get('etag')).toBe('"1"');
  expect((await local(`${origin}/unchanged`)).status).toBe(304);
});

test('asks nothing of an address that is not public', async () => {
  requests = [];
  const { port } = new URL(origin);
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])
    await expect(createPublicFetch()(`http://${host}:${port}/feed`), host).rejects.toThrow('expected a public address');
  expect(requests).toEqual([]);
});

test('asks nothing of a name that leads to such an address, among others too', async () => {
  requests = [];
  const { port } = new URL(origin);
  const lookup = resolving({ 'a.example': ['127.0.0.1'], 'b.example': ['8.8.8.8', '127.0.0.1'], 'c.example': [] });
  const fetch = createPublicFetch({ lookup });
  for (const host of ['a.example', 'b.example', 'c.example'])
    await expect(fetch(`http://${host}:${port}/feed`), host).rejects.toThrow(`public address behind ${host}`);
  expect(requests).toEqual([]);
});

test('judges the address that it connects to, and not one that it has looked up before', async () => {
  const { port } = new URL(origin);
  const seen: string[] = [];
  const fetch = createPublicFetch({
    lookup: resolving({ 'a.example': ['127.0.0.1'] }),
    allows: (address) => seen.push(address) > 0,
  });
  for (let n = 0; n < 2; n++) await (await fetch(`http://a.example:${port}/feed`)).text();
  expect(seen).toEqual(['127.0.0.1', '127.0.0.1']);
});

test.each([
  ['/inward', 'expected a public address, got 10.0.0.1'],
  ['/file', 'expected http or https, got file'],
  ['/circle', 'expected at most 5 redirects'],
])('does not follow the redirect of %s', async (path, message) => {
  await expect(body(path)).rejects.toThrow(message);
});

test.each(['ftp://a.example/', 'file:///etc/passwd', 'https://user:secret@a.example/'])('refuses %s', async (url) => {
  const error = await local(url).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'RefusedUrlError', retryable: false });
  expect(String(error)).not.toContain('secret');
});

test('ends with its signal, and with an answer that cannot be unpacked', async () => {
  const controller = new AbortController();
  const hanging = body('/hang', { signal: controller.signal });
  controller.abort(new Error('too late'));
  await expect(hanging).rejects.toThrow();
  await expect(body('/broken')).rejects.toThrow();
});
