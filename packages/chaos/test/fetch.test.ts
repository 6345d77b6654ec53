import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFakeClock } from '@scry/internal/fake-clock';
import { Agent, request, fetch as undiciFetch } from 'undici';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chaosFetch, chaosInterceptor, chaosMiddleware } from '../src/fetch.ts';
import { type Chaos, createChaos, errors, fault } from '../src/index.ts';
import { bitsOf, rejection, scenarioOf } from './outcomes.ts';

const http = (changes: object = {}) => scenarioOf({ points: 'http', ...changes });
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((_request, response) => response.end('real')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => void server.close());

describe('chaosFetch', () => {
  test('fetches while nothing is armed, and disturbs while something is', async () => {
    const chaos = createChaos();
    const fetchWithChaos = chaosFetch(fetch, chaos);
    expect(await (await fetchWithChaos(url)).text()).toBe('real');
    using _busy = chaos.enable(http({ fault: fault.result(new Response('busy', { status: 503 })) }));
    for (const _ of [1, 2]) {
      const response = await fetchWithChaos(url);
      expect([response.status, await response.text()]).toEqual([503, 'busy']);
    }
  });

  test('fails as fetch does', async () => {
    const chaos = createChaos();
    using _down = chaos.enable(http({ fault: fault.error(() => errors.fetchFailed({ reason: 'reset' })) }));
    const error = await rejection(chaosFetch(fetch, chaos)(url));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
  });

  const requests: readonly (readonly [string, (signal: AbortSignal) => Parameters<typeof fetch>])[] = [
    ['init', (signal) => [url, { signal }]],
    ['the Request', (signal) => [new Request(url, { signal })]],
  ];
  test.each(requests)('ends a delay at once when the signal of %s aborts', async (_where, args) => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    using _slow = chaos.enable(http({ fault: fault.latency(60_000) }));
    const controller = new AbortController();
    const failed = rejection(chaosFetch(fetch, chaos)(...args(controller.signal)));
    await clock.advance(5);
    controller.abort(new Error('enough'));
    expect(await failed).toEqual(new Error('enough'));
  });

  test('stands at the point that it is told', async () => {
    const chaos = createChaos();
    using _down = chaos.enable(scenarioOf({ points: 'feeds' }));
    expect(await rejection(chaosFetch(fetch, chaos, { point: 'feeds' })(url))).toMatchObject({ code: 'ECONNREFUSED' });
    expect(() => chaosFetch(5 as never, chaos)).toThrow('chaosFetch: fetch must be a function, got 5');
    expect(() => chaosFetch(fetch, chaos, { name: 'x' } as never)).toThrow('chaosFetch: unknown option name');
  });
});

describe('chaosInterceptor', () => {
  const compose = (chaos: Chaos) => new Agent().compose(chaosInterceptor(chaos));

  test('lets requests pass while nothing is armed, and where nothing hits', async () => {
    const chaos = createChaos();
    const dispatcher = compose(chaos);
    expect(await (await request(url, { dispatcher })).body.text()).toBe('real');
    using _elsewhere = chaos.enable(scenarioOf());
    expect(await (await undiciFetch(url, { dispatcher })).text()).toBe('real');
    await dispatcher.close();
  });

  test('fails request and fetch as a socket that fails does', async () => {
    const chaos = createChaos();
    const dispatcher = compose(chaos);
    const seen: unknown[] = [];
    using _down = chaos.enable(
      http({
        fault: fault.error('reset'),
        match: ({ args: [options] }: { args: readonly unknown[] }) => seen.push(options),
      }),
    );
    expect(await rejection(request(url, { dispatcher }))).toMatchObject({ code: 'ECONNRESET' });
    const error = await rejection(undiciFetch(url, { dispatcher }));
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
    expect(seen[0]).toMatchObject({ method: 'GET', path: '/', origin: url.slice(0, -1) });
    await dispatcher.close();
  });

  test('delays a request, and gives up at once when its signal aborts', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    const dispatcher = compose(chaos);
    using _slow = chaos.enable(http({ fault: fault.latency(60_000) }));
    const answer = request(url, { dispatcher }).then(({ body }) => body.text());
    await clock.advance(60_000);
    expect(await answer).toBe('real');
    const controller = new AbortController();
    const failed = rejection(request(url, { dispatcher, signal: controller.signal }));
    await clock.advance(5);
    controller.abort(new Error('enough'));
    expect(await failed).toEqual(new Error('enough'));
    await dispatcher.close();
  });

  test('tells the handler what a dispatcher throws at the end of a delay', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    using _slow = chaos.enable(http({ fault: fault.latency(10) }));
    const onResponseError = vi.fn();
    const dispatch = chaosInterceptor(chaos)(() => {
      throw new Error('closed');
    });
    dispatch({ path: '/', method: 'GET' }, { onResponseError });
    await clock.advance(10);
    expect(onResponseError.mock.calls).toEqual([[undefined, new Error('closed')]]);
  });

  test('tells handlers of every version of undici', async () => {
    const chaos = createChaos();
    using _down = chaos.enable(http());
    const dispatch = chaosInterceptor(chaos)(() => true);
    for (const name of ['onError', 'onResponseError']) {
      const handler = vi.fn();
      expect(dispatch({ path: '/', method: 'GET' }, { [name]: handler })).toBe(true);
      await new Promise(setImmediate);
      expect(handler.mock.calls[0]?.at(-1)).toMatchObject({ code: 'ECONNREFUSED' });
    }
    dispatch({ path: '/', method: 'GET' }, {});
  });
});

describe('chaosMiddleware', () => {
  const secret = 'a secret of many characters';
  const scenarios = [scenarioOf({ name: 'one' }), scenarioOf({ name: 'two', points: 'b' })];

  /** Serves one request, and tells which points were disturbed while it was served. */
  function serve(headers: Record<string, string | string[]>, chaos = createChaos()) {
    const closed: (() => void)[] = [];
    let during = '';
    const inside = new AsyncLocalStorage<string>();
    const resume: (() => string)[] = [];
    inside.run('request', () => {
      chaosMiddleware(chaos, { secret, scenarios })(
        { headers },
        { once: (event, listener) => event === 'close' && closed.push(listener) },
        () => {
          during = bitsOf(chaos, 1, 'a') + bitsOf(chaos, 1, 'b');
          resume.push(AsyncLocalStorage.bind(() => bitsOf(chaos, 1, 'a')));
        },
      );
    });
    return { chaos, during, later: resume[0], close: () => closed.splice(0).map((each) => each()) };
  }

  test('disturbs what is done for a request that knows the secret, until its response is closed', async () => {
    const { chaos, during, later, close } = serve({ 'x-scry-chaos': 'one', 'x-scry-chaos-secret': secret });
    expect([during, later?.(), bitsOf(chaos, 1, 'a')]).toEqual(['10', '1', '0']);
    close();
    await new Promise(setImmediate);
    expect([later?.(), chaos.armed]).toEqual(['0', 0]);
  });

  test('takes several scenarios, and no unknown ones', () => {
    expect(serve({ 'x-scry-chaos': 'three, two ,one', 'x-scry-chaos-secret': secret }).during).toBe('11');
    expect(serve({ 'x-scry-chaos': '__proto__', 'x-scry-chaos-secret': secret }).during).toBe('00');
    expect(serve({ 'x-scry-chaos-secret': secret }).during).toBe('00');
  });

  test.each<[string, Record<string, string | string[]>]>([
    ['no secret', {}],
    ['a wrong secret', { 'x-scry-chaos-secret': 'b secret of many characters' }],
    ['a part of the secret', { 'x-scry-chaos-secret': secret.slice(0, -1) }],
    ['the secret and more', { 'x-scry-chaos-secret': secret + secret }],
    ['an empty secret', { 'x-scry-chaos-secret': '' }],
    ['a list of secrets', { 'x-scry-chaos-secret': [secret] }],
  ])('leaves a request with %s alone', (_what, headers) => {
    expect(serve({ 'x-scry-chaos': 'one', ...headers }).during).toBe('00');
  });

  test('serves a request undisturbed where nothing may be armed', () => {
    expect(
      serve({ 'x-scry-chaos': 'one', 'x-scry-chaos-secret': secret }, createChaos({ enabled: false })).during,
    ).toBe('00');
  });

  test('arms nothing for a response that is closed already', () => {
    const chaos = createChaos();
    const headers = { 'x-scry-chaos': 'one', 'x-scry-chaos-secret': secret };
    const next = vi.fn(() => expect(chaos.armed).toBe(0));
    chaosMiddleware(chaos, { secret, scenarios })({ headers }, { closed: true, once: () => {} }, next);
    expect([next.mock.calls.length, chaos.armed]).toEqual([1, 0]);
  });

  test('passes on what the next handler throws, once', () => {
    const chaos = createChaos();
    const next = vi.fn(() => {
      throw new Error('own');
    });
    const headers = { 'x-scry-chaos': 'one', 'x-scry-chaos-secret': secret };
    const middleware = chaosMiddleware(chaos, { secret, scenarios });
    expect(() => middleware({ headers }, { once: () => {} }, next)).toThrow('own');
    expect([next.mock.calls.length, chaos.armed]).toEqual([1, 0]);
  });

  test('passes on what chaos of its own refuses to the next handler, once', () => {
    const chaos = createChaos();
    const next = vi.fn(() => void createChaos({ enabled: false }).enable(scenarioOf()));
    const headers = { 'x-scry-chaos': 'one', 'x-scry-chaos-secret': secret };
    const middleware = chaosMiddleware(chaos, { secret, scenarios });
    expect(() => middleware({ headers }, { once: () => {} }, next)).toThrow('Chaos refuses to arm');
    expect(next).toHaveBeenCalledTimes(1);
  });

  test('refuses a secret that is short or missing, and what is no scenario', () => {
    const chaos = createChaos();
    expect(() => chaosMiddleware(chaos, { secret: '15 characters..', scenarios })).toThrow(
      'chaosMiddleware: secret must be a string of at least 16 characters, got "15 characters.."',
    );
    expect(chaosMiddleware(chaos, { secret: '16 characters...', scenarios: [] })).toBeTypeOf('function');
    expect(() => chaosMiddleware(chaos, { scenarios } as never)).toThrow(
      'secret must be a string of at least 16 characters, got undefined',
    );
    expect(() => chaosMiddleware(chaos, { secret } as never)).toThrow(
      'scenarios must be a list of scenarios, got undefined',
    );
    expect(() => chaosMiddleware(chaos, { secret, scenarios: [{}] } as never)).toThrow('chaosMiddleware: name must be');
  });
});
