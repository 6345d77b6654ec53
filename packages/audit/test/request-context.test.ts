import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type IncomingHttpHeaders, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { describe, expect, onTestFinished, test } from 'vitest';
import { auditContext as forNode, type RequestContextOptions } from '../src/express.ts';
import { auditContext as forHono } from '../src/hono.ts';
import { type AuditContext, createAudit, memorySink } from '../src/index.ts';

const storage = new AsyncLocalStorage<Partial<AuditContext>>();
/** What of an audit log a middleware uses. */
const audit: RequestContextOptions<unknown>['audit'] = { runWith: (context, fn) => storage.run(context, fn) };
type Options = Omit<RequestContextOptions<unknown>, 'audit' | 'context'>;
type Ask = (headers?: Record<string, string>, body?: string) => Promise<Partial<AuditContext>>;

const trace = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${trace}-b7ad6b7169203331-01`;

async function listen(listener: RequestListener): Promise<Ask> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return (headers: IncomingHttpHeaders = {}, body = '') =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method: 'POST', headers, agent: false }, async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve(JSON.parse(text));
      });
      sent.once('error', reject).end(body);
    });
}

const servers: Record<string, (options?: Options) => Promise<Ask>> = {
  'node:http': async (options) => {
    const inContext = forNode({ audit, ...options });
    return listen((incoming, response) =>
      inContext(incoming, response, async () => {
        await setTimeout(1);
        response.end(JSON.stringify(storage.getStore()));
      }),
    );
  },
  express: async (options) => {
    const app = express();
    app.use(forNode({ audit, ...options }));
    // A parser goes on from events of the request, which began before the context did.
    app.use(express.text({ type: '*/*' }));
    app.use(async (_, response) => {
      await setTimeout(1);
      response.json(storage.getStore());
    });
    return listen(app);
  },
  hono: async (options) => {
    const app = new Hono();
    app.use(forHono({ audit, ...options }));
    app.all('*', async (context) => {
      await context.req.text();
      await setTimeout(1);
      return context.json(storage.getStore());
    });
    return listen(getRequestListener(app.fetch));
  },
};

describe.each(Object.entries(servers))('auditContext with %s', (_, start) => {
  test('says where a request came from, with what, and to which trace it belongs', async () => {
    const ask = await start();
    expect(await ask({ 'user-agent': 'curl/8', traceparent, 'x-forwarded-for': '203.0.113.9' }, 'body')).toEqual({
      clientIp: '127.0.0.1',
      userAgent: 'curl/8',
      traceparent,
      correlationId: trace,
    });
  });

  test('believes X-Forwarded-For as far as proxies are trusted', async () => {
    const ask = await start({ trustProxy: 1 });
    expect(await ask({ 'x-forwarded-for': 'spoofed, 203.0.113.9' })).toMatchObject({ clientIp: '203.0.113.9' });
  });

  test('takes the correlation id of the caller, where it is one', async () => {
    const ask = await start({ correlationHeader: 'X-Request-Id' });
    expect(await ask({ 'x-request-id': 'order-7/a:b', traceparent })).toMatchObject({ correlationId: 'order-7/a:b' });
    for (const wrong of ['', 'a b', 'x'.repeat(129), '=1;2', '<script>']) {
      expect(await ask({ 'x-request-id': wrong, traceparent })).toMatchObject({ correlationId: trace });
    }
  });

  test('makes a correlation id where nobody gives one, another for each request', async () => {
    const ask = await start();
    const [one, other] = await Promise.all([ask({ traceparent: 'nonsense' }), ask()]);
    expect(one.correlationId).toMatch(/^[\da-f]{8}-/);
    expect(one.correlationId).not.toBe(other.correlationId);
    expect(one).not.toHaveProperty('traceparent');
    expect(one).not.toHaveProperty('userAgent');
  });

  test('keeps the contexts of requests that are handled together apart', async () => {
    const ask = await start();
    const ids = Array.from({ length: 50 }, (_, index) => `request-${index}`);
    const contexts = await Promise.all(ids.map((id) => ask({ 'x-correlation-id': id }, 'body')));
    expect(contexts.map(({ correlationId }) => correlationId)).toEqual(ids);
  });

  test('cuts a user agent that is longer than anybody needs', async () => {
    const { userAgent } = await (await start())({ 'user-agent': 'x'.repeat(5_000) });
    expect(userAgent).toHaveLength(1_024);
  });
});

test('adds what the application knows of a request, which counts for more', () => {
  const inContext = forNode<{ headers: Record<string, string>; socket: object; user: string }>({
    audit,
    context: ({ user }) => ({ actor: { type: 'user', id: user }, clientIp: '192.0.2.7' }),
  });
  let seen: unknown;
  inContext({ headers: { 'x-correlation-id': 'c' }, socket: {}, user: 'ada' }, {}, () => {
    seen = storage.getStore();
  });
  expect(seen).toEqual({ correlationId: 'c', actor: { type: 'user', id: 'ada' }, clientIp: '192.0.2.7' });
});

test('has no caller who can keep an event out of the log, whatever the version of the trace', async () => {
  const sink = memorySink();
  const log = await createAudit({ sinks: [sink] });
  const later = `cc-${trace}-b7ad6b7169203331-01-what-comes-later`;
  const headers = { traceparent: later, 'user-agent': 'x', 'x-correlation-id': 'c' };
  await new Promise<void>((resolve, reject) => {
    forNode({ audit: log })({ headers, socket: { remoteAddress: 'fe80::1%eth0' } }, {}, () => {
      log.logAuthSuccess({ actor: { type: 'user', id: 'ada' } }).then(() => resolve(), reject);
    });
  });
  expect(JSON.parse(sink.lines[0] ?? '')).toMatchObject({ traceparent: later, correlationId: 'c' });
});

test('knows no address where Hono runs without a server', async () => {
  const app = new Hono();
  app.use(forHono({ audit }));
  app.get('/', (context) => context.json(storage.getStore()));
  expect(await (await app.request('/')).json()).toEqual({ correlationId: expect.any(String) });
});

test.each([
  [{ audit: undefined }, 'auditContext: audit must be an audit log, got undefined'],
  [{ audit: {} }, 'auditContext: audit must be an audit log, got an object'],
  [{ trustProxy: 'all' }, 'auditContext: trustProxy must be false, a number, a list or a function, got "all"'],
  [{ trustProxy: true }, 'auditContext: trustProxy must be false, an integer >= 0'],
  [{ correlationHeader: 'a b' }, 'auditContext: correlationHeader must be the name of a header, got "a b"'],
  [{ correlationHeader: '' }, 'auditContext: correlationHeader must be the name of a header, got ""'],
  [{ correlationHeader: 'é' }, 'auditContext: correlationHeader must be the name of a header, got "é"'],
  [{ correlationHeader: 'a:' }, 'auditContext: correlationHeader must be the name of a header, got "a:"'],
  [{ correlationHeader: ':a' }, 'auditContext: correlationHeader must be the name of a header, got ":a"'],
  [{ correlationHeader: 7 }, 'auditContext: correlationHeader must be the name of a header, got 7'],
  [{ audit: 'x' }, 'auditContext: audit must be an audit log, got "x"'],
  [{ context: {} }, 'auditContext: context must be a function, got an object'],
  [{ trustProxy: -1 }, 'auditContext: trustProxy must be '],
  [
    { correlation: 'x' },
    'auditContext: unknown option correlation, expected one of audit, trustProxy, correlationHeader, context',
  ],
])('refuses %j', (wrong, message) => {
  expect(() => forNode({ audit, ...wrong } as never)).toThrow(message);
});
