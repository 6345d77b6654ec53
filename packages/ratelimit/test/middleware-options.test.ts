import { describe, expect, test } from 'vitest';
import { createRateLimitMiddleware, rateLimit } from '../src/express.ts';
import { withRateLimit } from '../src/fetch.ts';
import { createRateLimiter, optionsFromEnv } from '../src/index.ts';
import { servers } from './servers.ts';

const limiter = createRateLimiter({ limit: 1, windowMs: 1 });

test.each(Object.entries(servers))('the middleware of %s tells of every decision under its name', async (_, start) => {
  const events: unknown[] = [];
  const onEvent = ({ type, name }: { type: string; name: string }) => void events.push([type, name]);
  const send = await start({ requestsPerWindow: 1, name: 'api', onEvent });
  await send();
  await send();
  expect(events).toEqual([
    ['allowed', 'api'],
    ['denied', 'api'],
  ]);
});

describe('options of a middleware', () => {
  test.each<[object, string]>([
    [{ enabled: 'false' }, 'enabled must be a boolean, got "false"'],
    [{ requestsPerWindow: 0 }, 'requestsPerWindow must be an integer >= 1, got 0'],
    [{ requestsPerWindow: Number.NaN }, 'requestsPerWindow must be an integer >= 1, got NaN'],
    [{ windowSeconds: 0 }, 'windowSeconds must be a finite number > 0, got 0'],
    [{ windowSeconds: Infinity }, 'windowSeconds must be a finite number > 0, got Infinity'],
    [{ burstSize: 1.5 }, 'burstSize must be an integer >= 1, got 1.5'],
    [{ limitBy: 'user' }, 'limitBy must be ip, api_key, endpoint, a function, or a list of them, got "user"'],
    [{ limitBy: [] }, 'limitBy must be ip, api_key, endpoint, a function, or a list of them, got an object'],
    [
      { limitBy: ['ip', 'user'] },
      'limitBy must be ip, api_key, endpoint, a function, or a list of them, got an object',
    ],
    [{ exemptPaths: '/health' }, 'exemptPaths must be an array of strings and patterns, got "/health"'],
    [{ exemptPaths: [7] }, 'exemptPaths must be an array of strings and patterns, got an object'],
    [{ skip: true }, 'skip must be a function, got true'],
    [{ limiter: {} }, 'limiter must be a RateLimiter, got an object'],
    [{ policies: {} }, 'policies must be an array of policies or a function, got an object'],
    [{ policies: [] }, 'policies must be an array of policies or a function, got an object'],
    [{ store: {} }, 'store must be a store, got an object'],
    [{ cost: -1 }, 'cost must be an integer >= 0 or a function, got -1'],
    [{ cost: 0.5 }, 'cost must be an integer >= 0 or a function, got 0.5'],
    [{ refundOn: 'never' }, 'refundOn must be success, failure or a function, got "never"'],
    [{ ipv6Subnet: 24 }, 'ipv6Subnet must be an integer from 32 to 128, got 24'],
    [{ body: 'html' }, 'body must be detail, problem or a function, got "html"'],
    [{ onLimited: 1 }, 'onLimited must be a function, got 1'],
    [{ window: 1 }, /^rateLimit: unknown option window, expected one of enabled, requestsPerWindow, /.source],
    [
      { trustProxy: true },
      'trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got true',
    ],
    [{ trustProxy: ['x'] }, 'trustProxy must list addresses and CIDR ranges, got x'],
  ])('refuse %o', (options, message) => {
    expect(() => rateLimit(options)).toThrow(message.startsWith('^') ? new RegExp(message) : `rateLimit: ${message}`);
  });

  test.each<[object, string]>([
    [{ headers: { draft: 8 } }, 'rateLimit: headers: draft must be 10, 6 or false, got 8'],
    [{ apiKey: { header: 'x y' } }, 'rateLimit: apiKey: header must be a header name, got "x y"'],
    [{ apiKey: { verify: 'yes' } }, 'rateLimit: apiKey: verify must be a function, got "yes"'],
    [
      { apiKey: { secret: 'x' } },
      'rateLimit: apiKey: unknown option secret, expected one of header, verify, ipCeiling',
    ],
    [
      { limitBy: 'api_key', apiKey: { ipCeiling: { limit: 0, windowMs: 1 } } },
      'createRateLimiter: limit must be an integer >= 1, got 0',
    ],
  ])('refuse %o within', (options, message) => {
    expect(() => rateLimit(options)).toThrow(message);
  });

  test.each<[object, string]>([
    [{ limiter, requestsPerWindow: 5 }, 'requestsPerWindow has no effect beside limiter'],
    [{ limiter, policies: [{ limit: 1, windowMs: 1 }] }, 'policies has no effect beside limiter'],
    [{ limiter, store: { decide() {} } }, 'store has no effect beside limiter'],
    [{ limiter, name: 'api' }, 'name has no effect beside limiter'],
    [{ limiter, onEvent() {} }, 'onEvent has no effect beside limiter'],
    [{ policies: [{ limit: 1, windowMs: 1 }], windowSeconds: 5 }, 'windowSeconds has no effect beside policies'],
    [{ limiter, limitBy: 'api_key' }, 'apiKey needs verify or ipCeiling where the policies are not in the options'],
    [
      { policies: () => [], limitBy: ['api_key'] },
      'apiKey needs verify or ipCeiling where the policies are not in the options',
    ],
  ])('refuse %o, of which a part would be ignored', (options, message) => {
    expect(() => rateLimit(options)).toThrow(new TypeError(`rateLimit: ${message}`));
  });

  test('are checked where the middleware is made, by the name of its maker', () => {
    expect(() => withRateLimit(() => new Response(), { cost: -1 })).toThrow('withRateLimit: cost must be');
    expect(() => createRateLimitMiddleware({ requestsPerWindow: 1 })({ cost: -1 })).toThrow('rateLimit: cost must be');
  });

  test('take a window of any length, in whole milliseconds', () => {
    expect(() => rateLimit({ windowSeconds: 0.0005 })).not.toThrow();
  });

  test('take a limiter beside policies that a function says', () => {
    expect(() => rateLimit({ limiter, policies: () => [] })).not.toThrow();
  });
});

describe('optionsFromEnv', () => {
  test('reads the four variables', () => {
    const env = {
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_REQUESTS_PER_WINDOW: '1000',
      RATE_LIMIT_WINDOW_SECONDS: ' 0.5 ',
      RATE_LIMIT_STRATEGY: 'api_key',
      PATH: '/bin',
    };
    const options = optionsFromEnv(env);
    expect(options).toEqual({ enabled: true, requestsPerWindow: 1_000, windowSeconds: 0.5, limitBy: ['api_key'] });
    expect(() => rateLimit(options)).not.toThrow();
  });

  test('leaves out what is absent or empty, so that it stands in the way of no default', () => {
    expect(optionsFromEnv({})).toEqual({});
    expect(optionsFromEnv({ RATE_LIMIT_ENABLED: '', RATE_LIMIT_STRATEGY: ' ' })).toEqual({});
  });

  test.each([
    ['false', false],
    ['0', false],
    ['Off', false],
    ['no', false],
    ['TRUE', true],
    ['1', true],
    ['on', true],
    ['yes', true],
  ])('reads RATE_LIMIT_ENABLED=%s', (text, enabled) => {
    expect(optionsFromEnv({ RATE_LIMIT_ENABLED: text })).toEqual({ enabled });
  });

  test('reads several strategies', () => {
    expect(optionsFromEnv({ RATE_LIMIT_STRATEGY: 'IP, endpoint' })).toEqual({ limitBy: ['ip', 'endpoint'] });
  });

  test('lists everything that is wrong at once', () => {
    const env = {
      RATE_LIMIT_ENABLED: 'maybe',
      RATE_LIMIT_REQUESTS_PER_WINDOW: '1.5',
      RATE_LIMIT_WINDOW_SECONDS: '-1',
      RATE_LIMIT_STRATEGY: 'ip,user',
    };
    expect(() => optionsFromEnv(env)).toThrow(
      new RangeError(
        'optionsFromEnv: RATE_LIMIT_ENABLED must be true or false, got "maybe"; ' +
          'RATE_LIMIT_REQUESTS_PER_WINDOW must be an integer >= 1, got "1.5"; ' +
          'RATE_LIMIT_WINDOW_SECONDS must be a number > 0, got "-1"; ' +
          'RATE_LIMIT_STRATEGY must be ip, api_key or endpoint, or several with commas, got "ip,user"',
      ),
    );
    expect(() => optionsFromEnv({ RATE_LIMIT_WINDOW_SECONDS: '0' })).toThrow(RangeError);
    expect(() => optionsFromEnv({ RATE_LIMIT_REQUESTS_PER_WINDOW: '1'.repeat(400) })).toThrow(RangeError);
  });
});
