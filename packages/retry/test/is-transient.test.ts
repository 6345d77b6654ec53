import { describe, expect, test } from 'vitest';
import { isTransient, presets, TimeoutError } from '../src/index.ts';

const withFields = (fields: object) => Object.assign(new Error('x'), fields);

describe('is transient', () => {
  test.each([
    'ECONNRESET',
    'ECONNREFUSED',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'EPIPE',
    'UND_ERR_SOCKET',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  ])('an error with the code %s', (code) => {
    expect(isTransient(withFields({ code }))).toBe(true);
  });

  test.each([408, 425, 429, 500, 502, 503, 504, 599])('an HTTP status of %d, wherever a client puts it', (status) => {
    expect(isTransient(withFields({ status }))).toBe(true);
    expect(isTransient(withFields({ statusCode: status }))).toBe(true);
    expect(isTransient(withFields({ response: { status } }))).toBe(true);
  });

  test('a timeout, of this package and of the platform', () => {
    expect(isTransient(new TimeoutError('attempt', 5))).toBe(true);
    expect(isTransient(new DOMException('x', 'TimeoutError'))).toBe(true);
  });

  test("fetch's TypeError over a network error", () => {
    expect(isTransient(new TypeError('fetch failed', { cause: withFields({ code: 'ECONNREFUSED' }) }))).toBe(true);
  });

  test('an error that says when to come back', () => {
    expect(isTransient(withFields({ code: 'SCRY_BREAKER_OPEN', retryAfterMs: 300_000 }))).toBe(true);
  });

  test('an error that says so itself, whatever its status', () => {
    expect(isTransient(withFields({ retryable: true, status: 400 }))).toBe(true);
  });

  test('an error whose cause is, seven causes down', () => {
    const deep = Array.from({ length: 7 }).reduce<Error>(
      (cause) => new Error('x', { cause }),
      withFields({ code: 'EPIPE' }),
    );
    expect(isTransient(deep)).toBe(true);
  });
});

describe('is not transient', () => {
  test.each([400, 401, 404, 409, 422, 501, 600, 200])('an HTTP status of %d', (status) => {
    expect(isTransient(withFields({ status }))).toBe(false);
  });

  test('a status that is final over a cause that would pass', () => {
    expect(
      isTransient(new Error('x', { cause: withFields({ status: 404, cause: withFields({ code: 'EPIPE' }) }) })),
    ).toBe(false);
  });

  test.each(['ENOENT', 'EACCES', 'UND_ERR_INVALID_ARG', 'UND_ERR_ABORTED', 'XECONNRESET', 'ECONNRESETX'])(
    'an error with the code %s',
    (code) => {
      expect(isTransient(withFields({ code }))).toBe(false);
    },
  );

  test('an error that says so itself, over everything else', () => {
    expect(isTransient(withFields({ retryable: false, code: 'ECONNRESET', retryAfterMs: 5 }))).toBe(false);
  });

  test.each([Infinity, Number.NaN])('an error that asks to wait %d ms', (retryAfterMs) => {
    expect(isTransient(withFields({ retryAfterMs }))).toBe(false);
  });

  test('an abort, and a plain programming error', () => {
    expect(isTransient(new DOMException('x', 'AbortError'))).toBe(false);
    expect(isTransient(new TypeError('x is not a function'))).toBe(false);
  });

  test.each([undefined, null, 503, 'ECONNRESET', Symbol('s'), () => {}])('the value %o', (value) => {
    expect(isTransient(value)).toBe(false);
  });

  test('a ring of causes', () => {
    const error: Error & { cause?: unknown } = new Error('x');
    error.cause = new Error('y', { cause: error });
    expect(isTransient(error)).toBe(false);
  });

  test('an error that throws when it is read, or whose code cannot be a text', () => {
    const hostile = {
      get code() {
        throw new Error('read');
      },
    };
    expect(isTransient(hostile)).toBe(false);
    expect(isTransient({ code: Object.create(null) })).toBe(false);
    expect(isTransient({ response: null, cause: null })).toBe(false);
  });
});

describe('the preset fileIo retries', () => {
  const retryIf = (error: unknown) => presets.fileIo.retryIf?.(error, 1);

  test.each(['EBUSY', 'EAGAIN', 'EMFILE', 'ENFILE', 'EPERM'])('%s', (code) => {
    expect(retryIf(withFields({ code }))).toBe(true);
  });

  test.each(['ENOENT', 'EACCES', 'ECONNRESET', 'EBUSYX', 'XEBUSY', undefined])('not %s', (code) => {
    expect(retryIf(withFields({ code }))).toBe(false);
  });
});
