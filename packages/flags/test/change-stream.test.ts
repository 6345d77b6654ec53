import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { eventFeed } from '../src/http/listen.ts';
import { createFlagsHandler, httpSource } from '../src/http.ts';
import { createFlags, defineFlags } from '../src/index.ts';
import { flagsFrom, reaches, revision } from './document-sources.ts';
import { serving, startServer } from './http-server.ts';

describe('with a stream', () => {
  /** A flags server, and flags that hear from it and would else ask once an hour. */
  async function pair(options = {}) {
    const upstream = createFlags({ definitions: defineFlags({}) });
    upstream.update(JSON.parse(revision(1)));
    const server = await startServer(serving(createFlagsHandler(upstream, { heartbeatMs: 20 })));
    const source = httpSource(server.url, { intervalMs: 3_600_000, sse: true, ...options });
    return { upstream, server, flags: flagsFrom(source) };
  }

  test('a change is seen at once', async () => {
    const { upstream, flags } = await pair();
    await flags.ready();
    for (const number of [2, 3, 4]) {
      upstream.update(JSON.parse(revision(number)));
      await reaches(flags, number);
    }
  });

  test('a stream that is dropped is opened anew, and what was said in between is caught up with', async () => {
    const clock = createFakeClock();
    const { upstream, server, flags } = await pair({ clock, random: () => 0.5 });
    await reaches(flags, 1);
    upstream.update(JSON.parse(revision(2)));
    await reaches(flags, 2);
    server.dropConnections();
    await new Promise((resolve) => setTimeout(resolve, 50));
    upstream.update(JSON.parse(revision(3)));
    expect(flags.value('revision')).toBe(2);
    const caughtUp = reaches(flags, 3);
    await clock.advance(2_000);
    await caughtUp;
  });

  test('a stream at another URL is listened to, and one that fails is tried again, ever more seldom', async () => {
    const clock = createFakeClock();
    const seen: [string, number][] = [];
    const fetch = async (input: string | URL | Request) => {
      seen.push([String(input), clock.now()]);
      return String(input).endsWith('/events') ? new Response(null, { status: 503 }) : new Response(revision(1));
    };
    const source = httpSource('http://flags.test/', {
      sse: 'http://flags.test/events',
      intervalMs: 1e9,
      fetch,
      clock,
      random: () => 0,
    });
    const flags = flagsFrom(source);
    for (let i = 0; i < 80; i++) await clock.advance(1_000);
    const tries = seen.filter(([url]) => url.endsWith('/events')).map(([, at]) => at);
    const waits = tries.map((at, i) => at - (tries[i - 1] ?? 0));
    expect(waits.slice(0, 8)).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(flags.status().state).toBe('ready');
  });

  test('a stream that falls silent is given up', async () => {
    const clock = createFakeClock();
    let streams = 0;
    const fetch = async (input: string | URL | Request, init?: RequestInit) => {
      if (!String(input).endsWith('/stream')) return new Response(revision(1));
      streams++;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason)),
      });
      return new Response(body);
    };
    const options = { sse: true, silenceMs: 10_000, intervalMs: 1e9, fetch, clock, random: () => 0 };
    const flags = flagsFrom(httpSource('http://flags.test/', options));
    await clock.advance(9_999);
    expect(streams).toBe(1);
    await clock.advance(1_000);
    expect(streams).toBe(2);
    await flags.close();
    await clock.advance(60_000);
    expect(streams).toBe(2);
    expect(clock.pending).toBe(0);
  });
});

describe('an event', () => {
  const heard = (...pieces: string[]) => {
    const onEvent = vi.fn();
    const feed = eventFeed(onEvent);
    for (const piece of pieces) feed(piece);
    return onEvent.mock.calls.length;
  };

  test.each([
    [['data: 1\n\n'], 1],
    [['event: change\ndata: 1\n\n', 'data\n\n'], 2],
    [['data: 1\r\n\r\n'], 1],
    [['data: 1\r\rdata: 2\r\r'], 2],
    [['da', 'ta: 1\r', '\n\r', '\n'], 1],
    [['data: 1\ndata: 2\n\n'], 1],
    [[':\n\n', ': comment\n\n'], 0],
    [['id: 7\nretry: 10\n\n'], 0],
    [['database: 1\n\n'], 0],
    [['data: 1\n'], 0],
    [[`data: ${'x'.repeat(1e6)}\n\n`, 'data: 1\n\n'], 2],
  ])('is heard in %.40j %i times', (pieces, times) => {
    expect(heard(...pieces)).toBe(times);
  });
});
