import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { answerText } from '../src/answer-text.ts';
import { batchesOf } from '../src/batches.ts';
import { type Post, post } from '../src/post.ts';

function request(answer: (init: RequestInit) => Promise<Response>, options: Partial<Post> = {}) {
  const clock = createFakeClock();
  const calls: [url: string, init: RequestInit][] = [];
  const fetch = async (url: unknown, init: RequestInit = {}) => {
    calls.push([String(url), init]);
    return answer(init);
  };
  const controller = new AbortController();
  const { signal } = controller;
  const removed = vi.spyOn(signal, 'removeEventListener');
  const sent = post({
    fetch: fetch as typeof globalThis.fetch,
    url: 'https://user:secret@logs.example.com:8443/in?key=secret',
    headers: { a: 'b' },
    body: 'body',
    timeoutMs: 100,
    clock,
    signal,
    ...options,
  });
  return { sent, clock, calls, controller, removed };
}

/** Answers never, and rejects as fetch does when its signal is aborted. */
function never(init: RequestInit): Promise<Response> {
  return new Promise((_, reject) => {
    init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });
}

describe('a request', () => {
  test('is a POST that follows no redirect, and tells the whole answer', async () => {
    const { sent, calls, clock, removed } = request(async () => new Response('héllo', { status: 207 }));
    expect(await sent).toEqual({ status: 207, text: 'héllo', retryAfterMs: undefined });
    expect(calls).toEqual([
      [
        'https://user:secret@logs.example.com:8443/in?key=secret',
        { method: 'POST', headers: { a: 'b' }, body: 'body', redirect: 'manual', signal: expect.any(AbortSignal) },
      ],
    ]);
    expect(calls[0]?.[1].signal?.aborted).toBe(false);
    expect(clock.pending).toBe(0);
    expect(removed).toHaveBeenCalledOnce();
  });

  test('without an answer in time names the host, and neither path nor password', async () => {
    const { sent, clock } = request(never);
    const failed = sent.catch((error: unknown) => error);
    await clock.advance(99);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await failed).toMatchObject({
      code: 'SCRY_DELIVERY',
      message: 'logs.example.com:8443 did not answer: Error: no answer within 100 ms',
      cause: new Error('no answer within 100 ms'),
      status: undefined,
    });
    expect(clock.pending).toBe(0);
  });

  test('that fails says why, and leaves neither timer nor listener', async () => {
    const cause = new TypeError('fetch failed');
    const { sent, clock, removed } = request(() => Promise.reject(cause));
    await expect(sent).rejects.toMatchObject({
      message: 'logs.example.com:8443 did not answer: TypeError: fetch failed',
      cause,
    });
    expect(clock.pending).toBe(0);
    expect(removed).toHaveBeenCalledOnce();
  });

  test('ends at once with the reason of its signal', async () => {
    const { sent, calls, controller } = request(never);
    const reason = new Error('closed');
    controller.abort(reason);
    await expect(sent).rejects.toBe(reason);
    expect(calls[0]?.[1].signal?.reason).toBe(reason);
  });

  test.each([
    ['0', 0],
    ['7', 7_000],
    ['120', 120_000],
    ['7s', undefined],
    ['x7', undefined],
    ['soon', undefined],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('reads Retry-After: %s', async (header, retryAfterMs) => {
    const { sent } = request(async () => new Response('', { headers: { 'retry-after': header } }));
    expect((await sent).retryAfterMs).toBe(retryAfterMs);
  });

  test('reads Retry-After as a date from now on', async () => {
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 22));
    const headers = { 'retry-after': 'Sun, 22 Nov 2026 00:00:09 GMT' };
    expect((await request(async () => new Response('', { headers })).sent).retryAfterMs).toBe(9_000);
    now.mockRestore();
  });
});

describe('an answer', () => {
  const mebibyte = 2 ** 20;

  function inPieces(...pieces: readonly Uint8Array[]): Response {
    const left = [...pieces];
    return new Response(
      new ReadableStream({
        pull(controller) {
          const piece = left.shift();
          if (piece) controller.enqueue(piece);
          else controller.close();
        },
      }),
    );
  }

  test('without a body is empty', async () => {
    expect(await answerText(new Response(null))).toBe('');
  });

  test('may be cut within a character, and end within one', async () => {
    const bytes = Buffer.from('a€b');
    expect(await answerText(inPieces(bytes.subarray(0, 2), bytes.subarray(2)))).toBe('a€b');
    expect(await answerText(inPieces(bytes.subarray(0, 2)))).toBe('a\ufffd');
  });

  test('may have sixteen mebibytes, and not one more', async () => {
    const pieces = Array.from({ length: 16 }, () => new Uint8Array(mebibyte).fill(97));
    expect(await answerText(inPieces(...pieces))).toHaveLength(16 * mebibyte);
    await expect(answerText(inPieces(...pieces, Uint8Array.of(97)))).rejects.toThrow(
      new Error('its answer is longer than 16777216 bytes'),
    );
  });
});

describe('batches', () => {
  test.each([
    [[], 10, []],
    [['a'], 1, [['a']]],
    [['abc', 'abc'], 8, [['abc', 'abc']]],
    [['abc', 'abc'], 7, [['abc'], ['abc']]],
    [['é', 'é'], 6, [['é', 'é']]],
    [['é', 'é'], 5, [['é'], ['é']]],
    [['a', 'long long', 'b', 'c'], 4, [['a'], ['long long'], ['b', 'c']]],
  ])('of %j are cut at %i bytes, line feeds included', (lines, bytes, batches) => {
    expect(batchesOf(lines, bytes)).toEqual(batches);
  });
});
