import express, { type Application } from 'express';
import { type FastifyInstance, fastify } from 'fastify';
import { Hono } from 'hono';
import { mount } from 'hono/mount';
import { describe, expect, test } from 'vitest';
import { assertAllGuarded as assertExpress, guard as guardExpress } from '../src/express.ts';
import { assertAllGuarded as assertFastify, guard as guardFastify } from '../src/fastify.ts';
import { assertAllGuarded as assertHono, guard as guardHono } from '../src/hono.ts';
import { createRbac } from '../src/index.ts';
import { policy } from './agency.ts';

const rbac = createRbac(policy);
const options = { rbac, principal: () => undefined, load: () => undefined };

/** The routes that the assertion names. */
function routesOf(assertion: () => void): readonly string[] {
  try {
    assertion();
    return [];
  } catch (error) {
    // What anything else throws has no routes, and fails the test.
    return (error as { routes: readonly string[] }).routes;
  }
}

describe('on hono', () => {
  const guarded = guardHono('campaigns:read', options);
  const handler = (c: { text(text: string): Response }) => c.text('');
  const unguarded = (app: Hono) => routesOf(() => assertHono(app));

  test('finds the routes without a guard, by method and path', () => {
    const app = new Hono();
    app
      .get('/a', guarded, handler)
      .post('/a', handler)
      .all('/b', handler)
      .options('/c', handler)
      .on('PURGE', '/d', handler);
    expect(unguarded(app)).toEqual(['POST /a', 'ALL /b', 'OPTIONS /c', 'PURGE /d']);
    expect(() => assertHono(app)).toThrow(
      'assertAllGuarded: 4 of the routes have no guard: POST /a, ALL /b, OPTIONS /c, PURGE /d',
    );
  });

  test('lets HEAD go with the GET that answers it', () => {
    const app = new Hono();
    app.get('/a', guarded, handler);
    expect(unguarded(app)).toEqual([]);
  });

  test('knows guards that were put before routes with use', () => {
    const app = new Hono();
    app.use('/api/*', guarded);
    app.get('/api', handler).get('/api/a', handler).get('/api/a/:id', handler).get('/apiary', handler);
    expect(unguarded(app)).toEqual(['GET /apiary']);
    const whole = new Hono().use(guarded);
    whole.get('/', handler).get('/a/*', handler);
    expect(unguarded(whole)).toEqual([]);
  });

  test('does not take a guard that comes after the route, or has another method or path', () => {
    const app = new Hono();
    app.get('/late', handler);
    app.use('*', guarded);
    expect(unguarded(app)).toEqual(['GET /late']);
    const other = new Hono();
    other.on('GET', '/m', guarded);
    other.use('/p/:id', guarded);
    other.use('/digits/:id{[0-9]+}', guarded);
    other.post('/m', handler).get('/p/:id', handler).get('/p/:id?', handler).get('/digits/:id', handler);
    other.get('/p/all', handler).get('/p/:name', handler).get('/p/:id/more', handler);
    expect(unguarded(other)).toEqual(['POST /m', 'GET /p/:id?', 'GET /digits/:id', 'GET /p/:id/more']);
  });

  test('does not take the guard of one prefix for that of another, or of a single path for all below', () => {
    const app = new Hono();
    app.use('/a/:id', guarded);
    app.use('/b/', guarded);
    app.get('/a/*', handler).get('/b', handler).get('/a/:id/', handler);
    expect(unguarded(app)).toEqual(['GET /a/*', 'GET /b', 'GET /a/:id/']);
  });

  test('looks into sub-apps, those with an error handler of their own too', () => {
    const inner = new Hono();
    inner.get('/open', handler).get('/closed', guarded, handler);
    inner.onError((_, c) => c.text('inner'));
    const outer = new Hono().route('/inner', inner);
    const app = new Hono().basePath('/v1').route('/outer', outer);
    expect(unguarded(app)).toEqual(['GET /v1/outer/inner/open']);
  });

  test('takes a mounted application and a middleware in front of no route for what answers', () => {
    const app = new Hono();
    app.use('*', async (_, next) => next());
    app.get('/a', guarded, handler);
    app.mount('/old', () => new Response('open'));
    app.all(
      '/older/*',
      mount(() => new Response('open')),
    );
    expect(unguarded(app)).toEqual(['ALL /old/*', 'ALL /older/*']);
    const behind = new Hono();
    behind.use('/old/*', guarded);
    behind.mount('/old', () => new Response('closed'));
    expect(unguarded(behind)).toEqual([]);
  });

  test('takes what answers before the guard of its own route for unguarded, and a validator not', () => {
    const app = new Hono();
    app.get('/early', handler, guarded, handler);
    app.get('/checked', async (_, next) => next(), guarded, handler);
    app.get('/only', async (_, next) => next());
    expect(unguarded(app)).toEqual(['GET /early', 'GET /only']);
  });

  test('lets the public routes be', () => {
    const app = new Hono();
    app.get('/health', handler).get('/open', handler);
    expect(routesOf(() => assertHono(app, { public: ['GET /health'] }))).toEqual(['GET /open']);
    expect(() => assertHono(app, { public: ['GET /health', 'GET /open'] })).not.toThrow();
  });

  test('refuses a public route that is misspelt, and one that has a guard', () => {
    const app = new Hono();
    app.get('/health', handler).get('/a', guarded, handler);
    expect(() => assertHono(app, { public: ['GET /helth', 'GET /a'] })).toThrow(
      'assertAllGuarded: public must name routes without a guard (GET /health), got GET /helth, GET /a',
    );
    expect(() => assertHono(new Hono(), { public: ['GET /'] })).toThrow('(none), got GET /');
  });
});

describe('on express', () => {
  const guarded = guardExpress('campaigns:read', options) as express.RequestHandler;
  const handler: express.RequestHandler = (_, response) => void response.end();
  const passing: express.RequestHandler = (_request, _response, next) => next();
  const unguarded = (app: Application | express.Router) => routesOf(() => assertExpress(app as never));

  test('finds the routes without a guard, by method and path', () => {
    const app = express();
    app.get('/a', guarded, handler).post('/a', handler).all('/b', handler).options('/c', handler).head('/d', handler);
    app.all('/f', passing, guarded, handler);
    app.route('/g').all(passing, handler);
    app.route('/e').get(guarded, handler).put(handler);
    expect(unguarded(app)).toEqual(['POST /a', 'ALL /b', 'OPTIONS /c', 'HEAD /d', 'ALL /g', 'PUT /e']);
  });

  test('knows guards that were put before routes with use, and with a wildcard', () => {
    const app = express();
    app.use('/api', guarded);
    app.get('/api', handler).get('/api/a/:id', handler).get('/apiary', handler);
    app.all('/wild/*rest', guarded);
    app.get('/wild/a/b', handler).get('/wild/*other', handler).get('/wild', handler).get('/wild/{:optional}', handler);
    expect(unguarded(app)).toEqual(['GET /apiary', 'GET /wild', 'GET /wild/{:optional}']);
  });

  test('looks into nested routers, whose guards hold for themselves only', () => {
    const inner = express.Router();
    inner.get('/open', handler).get('/', handler);
    const admin = express.Router();
    admin.use(guarded).get('/users', handler);
    const app = express();
    app.use('/v1', express.Router().use('/inner/', inner));
    app.use('/admin', admin).get('/admin/late', handler);
    expect(unguarded(app)).toEqual(['GET /v1/inner/open', 'GET /v1/inner', 'GET /admin/late']);
    expect(unguarded(inner)).toEqual(['GET /open', 'GET /']);
  });

  test('takes a mounted app for one route, unless a guard stands before it', () => {
    const legacy = express().get('/x', handler);
    const app = express();
    app.use('/legacy', legacy).get('/legacy/new', guarded, handler);
    expect(unguarded(app)).toEqual(['ALL /legacy/*']);
    expect(unguarded(express().use('/legacy', guarded, legacy))).toEqual([]);
  });

  test('takes a folder of files and a last handler for what answers, and an error handler not', () => {
    const app = express();
    app.use(passing).get('/a', passing, guarded, handler).use('/files', express.static('.')).use(handler);
    app.use(((_error, _request, response, _next) => void response.end()) as express.ErrorRequestHandler);
    expect(unguarded(app)).toEqual(['ALL /files/*', 'ALL /*']);
  });

  test('reads lists of paths, and takes no pattern for covered or covering', () => {
    const app = express();
    app.use(/^\/re/, guarded);
    app
      .get(['/one', '/two'], handler)
      .get(/^\/re\/x/, handler)
      .get(/^\/re/, handler);
    expect(unguarded(app)).toEqual(['GET /one', 'GET /two', 'GET /{|^\\|re\\|x|}', 'GET /{|^\\|re|}']);
  });

  test('takes a router that forgets its paths for unguarded, unless the guard is for all', () => {
    const layer = { handle: handler, slash: false };
    const route = { path: '/a', stack: [{ handle: handler, method: 'get' }] };
    const guardLayer = { handle: guarded, slash: false };
    expect(unguarded({ stack: [guardLayer, { ...layer, route }, layer] } as never)).toEqual([
      'GET /a',
      'ALL /{unknown}/*',
    ]);
    expect(unguarded({ stack: [{ handle: guarded, slash: true }, { ...layer, route }, layer] } as never)).toEqual([]);
  });
});

describe('on fastify', () => {
  const guarded = guardFastify('campaigns:read', options);
  const handler = async () => '';

  async function unguarded(build: (app: ReturnType<typeof fastify>) => unknown, declared: readonly string[] = []) {
    const app = fastify();
    await app.register(assertFastify, { public: declared });
    build(app);
    const error: { routes?: readonly string[] } | undefined = await app.ready().then(
      () => undefined,
      (error) => error,
    );
    await app.close();
    return error ? (error.routes ?? error) : [];
  }

  test('finds the routes without a guard, with the HEAD that goes with a GET', async () => {
    const found = await unguarded((app) => {
      app.get('/a', { preHandler: guarded }, handler);
      app.get('/b', handler);
      app.route({ method: ['PUT', 'PATCH'], url: '/c', handler });
      app.options('*', handler);
    });
    expect(found).toEqual(['GET /b', 'HEAD /b', 'PUT /c', 'PATCH /c', 'OPTIONS *']);
  });

  test.each(['onRequest', 'preValidation', 'preHandler'] as const)('knows a guard that is an %s', async (hook) => {
    expect(await unguarded((app) => app.get('/a', { [hook]: [async () => {}, guarded] }, handler))).toEqual([]);
  });

  test('takes no guard that runs after the handler', async () => {
    expect(await unguarded((app) => app.get('/a', { onSend: guarded as never }, handler))).toEqual([
      'GET /a',
      'HEAD /a',
    ]);
  });

  test('knows the guards of a plug-in, for its own routes and those of plug-ins in it', async () => {
    const found = await unguarded((app) => {
      app.register(
        async (inner: FastifyInstance) => {
          inner.get('/early', handler);
          inner.addHook('preHandler', guarded);
          inner.register(async (innermost: FastifyInstance) => innermost.get('/deep', handler), { prefix: '/more' });
        },
        { prefix: '/inner' },
      );
      app.post('/outside', handler);
    });
    expect(found).toEqual(['POST /outside']);
  });

  test('lets the public routes be, and refuses those that are none', async () => {
    const build = (app: ReturnType<typeof fastify>) => app.post('/login', handler);
    expect(await unguarded(build, ['POST /login'])).toEqual([]);
    expect(await unguarded(build, ['POST /logon'])).toBeInstanceOf(RangeError);
  });

  test('refuses an app that has routes already, which it would not see', async () => {
    const app = fastify();
    app.register(assertFastify);
    app.get('/too-early', handler);
    await expect(app.ready()).rejects.toThrow('it must be registered, and awaited, before the first route');
  });

  test('counts only the guards of routes where Fastify keeps its hooks elsewhere', async () => {
    const hooks: Record<string, (this: object, route?: object) => unknown> = {};
    const instance = {
      printRoutes: () => '(empty tree)',
      addHook: (name: string, hook: () => unknown) => (hooks[name] = hook),
    };
    await assertFastify(instance as never, {});
    hooks['onRoute']?.call(Object.create(null), { method: 'GET', url: '/a', preHandler: guarded });
    hooks['onRoute']?.call(Object.create(null), { method: 'GET', url: '/b' });
    hooks['onRoute']?.call({ [Symbol('fastify.hooks')]: undefined }, { method: 'GET', url: '/c' });
    await expect(hooks['onReady']?.call(instance)).rejects.toThrow('2 of the routes have no guard: GET /b, GET /c');
  });
});
