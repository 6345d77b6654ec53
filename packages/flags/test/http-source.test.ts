import type { IncomingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { httpSource } from '../src/http.ts';
import { flagsFrom, next, reaches, revision } from './document-sources.ts';
import { startServer } from './http-server.ts';

const often = { intervalMs: 5 };

/** A server whose next answers a test decides. */
async function scripted(first: RequestListener) {
  let answer = first;
  const asked: IncomingHttpHeaders[] = [];
  const server = await startServer((request, response) => {
    asked.push(request.headers);
    answer(request, response);
  });
  return {
    ...server,
    asked,
    answers: (next: RequestListener) => {
      answer = next;
    },
  };
}

const good = (number: number, headers = {}): RequestListener => {
  return (_, response) => response.writeHead(200, headers).end(revision(number));
};

describe('an http source', () => {
  test('brings the document, and each later one', async () => {
    const server = await scripted(good(1));
    const flags = flagsFrom(httpSource(server.url, often));
    expect((await flags.ready()).state).toBe('ready');
    server.answers(good(2));
    await reaches(flags, 2);
    expect(flags.status().version).toBeUndefined();
  });

  test('asks with the ETag, takes 304 for the same, and calls the document by its ETag', async () => {
    const server = await scripted((request, response) => {
      const known = request.headers['if-none-match'] === 'W/"v1"';
      response.writeHead(known ? 304 : 200, { etag: 'W/"v1"' }).end(known ? undefined : revision(1));
    });
    const flags = flagsFrom(httpSource(server.url, { ...often, headers: { authorization: 'Bearer x' } }));
    await flags.ready();
    const updates = vi.fn();
    flags.subscribe(updates);
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(4));
    expect(flags.status().version).toBe('v1');
    expect(updates).not.toHaveBeenCalled();
    expect(server.asked[0]).toMatchObject({ authorization: 'Bearer x', accept: 'application/json' });
    expect(server.asked[0]).not.toHaveProperty('if-none-match');
    expect(server.asked[2]).toMatchObject({ 'if-none-match': 'W/"v1"' });
  });

  test('takes the same document again for no news', async () => {
    const server = await scripted(good(1));
    const flags = flagsFrom(httpSource(server.url, often));
    await flags.ready();
    const updates = vi.fn();
    flags.subscribe(updates);
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(4));
    expect(updates).not.toHaveBeenCalled();
  });

  const failures: readonly (readonly [string, RequestListener, string])[] = [
    ['answers 500', (_, response) => response.writeHead(500).end('oops'), 'it answered with status 500'],
    ['answers 204', (_, response) => response.writeHead(204).end(), 'JSON'],
    ['answers 404', (_, response) => response.writeHead(404).end(), 'it answered with status 404'],
    ['answers with a page', (_, response) => response.end('<html>502</html>'), 'JSON'],
    ['answers with what is no text', (_, response) => response.end(Buffer.from([0x7b, 0xff])), 'data'],
    ['answers with half of it', (_, response) => sendHalf(response), ''],
    ['sends without end', (_, response) => sendForever(response), 'the body must not be longer than 1000 bytes'],
    ['hangs up', (request) => request.socket.destroy(), ''],
  ];

  test.each(failures)('keeps the last good document while the server %s', async (_, failure, message) => {
    const server = await scripted(good(1, { etag: '"1"' }));
    const flags = flagsFrom(httpSource(server.url, { ...often, maxBytes: 1_000 }));
    await flags.ready();
    const failed = next(flags, 'source-error');
    server.answers(failure);
    const { error } = await failed;
    expect(String(error)).toContain(`${server.url} gave no document: `);
    expect(String(error)).toContain(message);
    expect(flags.value('revision')).toBe(1);
    expect(flags.status().state).toBe('stale');

    server.answers((_, response) => response.writeHead(304).end());
    await next(flags, 'update');
    expect(flags.status().state).toBe('ready');
    server.answers(good(2));
    await reaches(flags, 2);
  });

  test('keeps the last good document while the server hangs', async () => {
    const clock = createFakeClock();
    const server = await scripted(good(1));
    const flags = flagsFrom(httpSource(server.url, { intervalMs: 1_000, timeoutMs: 5_000, clock }));
    await flags.ready();
    const failed = next(flags, 'source-error');
    server.answers(() => {});
    await clock.advance(1_100);
    await vi.waitFor(() => expect(server.asked.length).toBe(2));
    await clock.advance(5_000);
    expect(String((await failed).error)).toContain('gave no document: it did not answer within 5000 ms');
    expect(flags.value('revision')).toBe(1);
    expect(flags.status().state).toBe('stale');
    server.answers(good(2));
    await clock.advance(1_100);
    await reaches(flags, 2);
  });

  test('says so when the first answer is a failure', async () => {
    const server = await scripted((_, response) => response.writeHead(304).end());
    const flags = flagsFrom(httpSource(server.url, often));
    expect(await flags.ready()).toMatchObject({
      state: 'error',
      lastError: { message: expect.stringContaining('304') },
    });
    server.answers(good(1));
    await reaches(flags, 1);
  });

  test('leaves a document that is refused to the flags, and goes on asking', async () => {
    const server = await scripted(good(1));
    const flags = flagsFrom(httpSource(server.url, often));
    await flags.ready();
    const refused = next(flags, 'refused');
    server.answers((_, response) => response.end('{}'));
    await refused;
    expect(flags.value('revision')).toBe(1);
    server.answers(good(2));
    await reaches(flags, 2);
  });

  test('waits its interval, give or take a tenth', async () => {
    const clock = createFakeClock();
    const answers = vi.fn(async () => new Response(revision(1)));
    for (const [random, waitMs] of [
      [0, 9_000],
      [0.5, 10_000],
      [0.999, 10_998],
    ] as const) {
      answers.mockClear();
      const options = { intervalMs: 10_000, fetch: answers, clock, random: () => random };
      const flags = flagsFrom(httpSource('http://flags.test/', options));
      await clock.advance(waitMs - 1);
      expect(answers).toHaveBeenCalledTimes(1);
      await clock.advance(2);
      expect(answers).toHaveBeenCalledTimes(2);
      await flags.close();
    }
    await clock.advance(100_000);
    expect(answers).toHaveBeenCalledTimes(2);
    expect(clock.pending).toBe(0);
  });

  test('ends a question that is under way when it is closed, without a failure', async () => {
    const server = await scripted(() => {});
    const flags = flagsFrom(httpSource(server.url));
    const failed = vi.fn();
    flags.subscribe(failed);
    await vi.waitFor(() => expect(server.asked.length).toBe(1));
    await flags.close();
    await new Promise((resolve) => setTimeout(resolve, 20)); // a failure would come at once
    expect(failed).not.toHaveBeenCalled();
  });

  test('uses the fetch of the platform as it is then', async () => {
    const stub = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(revision(3)));
    const flags = flagsFrom(httpSource('http://flags.test/'));
    await flags.ready();
    stub.mockRestore();
    expect(flags.value('revision')).toBe(3);
  });

  test('may be stopped before it was started', () => {
    expect(() => httpSource('http://flags.test/').stop()).not.toThrow();
  });
});

test.each([
  [['flags.json'], 'httpSource: url must be an absolute http or https URL, got "flags.json"'],
  [['xhttp://127.0.0.1'], 'httpSource: url must be an absolute http or https URL'],
  [['file:///etc/flags'], 'httpSource: url must be an absolute http or https URL'],
  [['http://a', { intervalMs: 0 }], 'httpSource: intervalMs must be a finite number >= 1, got 0'],
  [['http://a', { sse: '/stream' }], 'httpSource: sse must be a boolean or a URL, got "/stream"'],
  [['http://a', { maxBytes: Number.NaN }], 'httpSource: maxBytes must be an integer >= 1, got NaN'],
  [['http://a', { interval: 1 }], 'httpSource: unknown option interval'],
])('refuses %j', (args, message) => {
  expect(() => httpSource(...(args as [string]))).toThrow(message);
});

function sendHalf(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 500 }).write(revision(2).slice(0, 30));
  setTimeout(() => response.destroy(), 5);
}

function sendForever(response: ServerResponse): void {
  const more = (): void => {
    if (!response.destroyed) response.write(' '.repeat(500), () => setImmediate(more));
  };
  more();
}
