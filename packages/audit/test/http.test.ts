import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type HttpSinkOptions, httpSink } from '../src/http.ts';
import { hurriedClock } from './hurried-clock.ts';
import { opened, sampleLines, sinkHost, temporaryFolder } from './sink-host.ts';

const timeoutMs = 10_000;

interface Received {
  readonly key: string | undefined;
  readonly lines: string[];
}

/** A server that answers as it is told, and then with 202; it forgets a key that it has seen as servers with such keys do. */
async function start(statuses: number[] = [], options: Partial<HttpSinkOptions> = {}) {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ key: request.headers['idempotency-key']?.toString(), lines: body.trimEnd().split('\n') });
    response.writeHead(statuses.shift() ?? 202, { 'content-type': String(request.headers['content-type']) }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const spoolDirectory = temporaryFolder();
  const url = `http://127.0.0.1:${port}/audit`;
  const sink = await opened(
    httpSink({ url, spoolDirectory, timeoutMs, ...options }),
    sinkHost(hurriedClock([timeoutMs])),
  );
  return { sink, requests, spoolDirectory };
}

test('posts the lines that were hashed, in batches and in their order', async () => {
  const { sink, requests } = await start([], { maxBatchBytes: 1_000 });
  const lines = sampleLines(10);
  await sink.append(lines, { durable: true });
  await sink.drained();
  expect(requests.flatMap((request) => request.lines)).toEqual(lines);
  expect(requests.length).toBeGreaterThan(2);
});

test.each([429, 500, 503, 401, 404, 301])('sends the same batch with the same key again after %i', async (status) => {
  const { sink, requests } = await start([status, status]);
  const lines = sampleLines(2);
  await sink.append(lines, { durable: true });
  await sink.drained();
  expect(requests.map((request) => request.lines)).toEqual([lines, lines, lines]);
  expect(new Set(requests.map(({ key }) => key)).size).toBe(1);
  expect(requests[0]?.key).toMatch(/^"[\da-f]{32}"$/);
});

test('gives another batch another key', async () => {
  const { sink, requests } = await start([], { maxBatchBytes: 1 });
  await sink.append(sampleLines(3), { durable: true });
  await sink.drained();
  expect(new Set(requests.map(({ key }) => key)).size).toBe(3);
});

test.each([400, 413, 422])(
  'finds the event that the server refuses with %i, sets it aside, and sends all others',
  async (status) => {
    // Of four lines the third: all, the first two, the last two, the third by itself, the fourth.
    const { sink, requests, spoolDirectory } = await start([status, 200, status, status, 200]);
    const lines = sampleLines(4);
    await sink.append(lines, { durable: true });
    await sink.drained();
    expect(requests.map((request) => request.lines.length)).toEqual([4, 2, 2, 1, 1]);
    expect(readFileSync(join(spoolDirectory, 'refused.ndjson'), 'utf8')).toBe(`${lines[2]}\n`);
  },
);

test('uses the fetch that it is given', async () => {
  const urls: string[] = [];
  const own: typeof fetch = async (input, init) => {
    urls.push(`${init?.method} ${String(input)}`);
    return new Response();
  };
  const sink = await opened(
    httpSink({ url: 'https://logs.example.com/in', spoolDirectory: temporaryFolder(), fetch: own }),
  );
  await sink.append(sampleLines(1), { durable: true });
  await sink.drained();
  expect(urls).toEqual(['POST https://logs.example.com/in']);
});

test('does not wait for the end of an answer that has none', async () => {
  let sent = 0;
  let gone = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1 << 20).fill(sent++ % 2 ? 97 : 98)),
    cancel: () => {
      gone = true;
    },
  });
  const answers = [new Response(endless), new Response()];
  const own: typeof fetch = async () => answers.shift() ?? new Response();
  const url = 'https://logs.example.com/in';
  const sink = await opened(
    httpSink({ url, spoolDirectory: temporaryFolder(), timeoutMs, fetch: own }),
    sinkHost(hurriedClock([timeoutMs])),
  );
  await sink.append(sampleLines(1), { durable: true });
  await sink.drained();
  expect(gone).toBe(true);
  expect(sent).toBeLessThan(20);
  expect(answers).toEqual([]);
});

test('refuses options that it does not know', () => {
  expect(() => httpSink({ url: 'http://127.0.0.1:1' } as HttpSinkOptions)).toThrow(
    'httpSink: spoolDirectory must be a text that is not empty, got undefined',
  );
});
