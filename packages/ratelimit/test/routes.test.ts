import express from 'express';
import createFastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { createRateLimitMiddleware as forExpress } from '../src/express.ts';
import { createRateLimitMiddleware as forFastify } from '../src/fastify.ts';
import { listen } from './servers.ts';

describe('middlewares that are configured alike', () => {
  test('limit each route of Express by its pattern, for all of its parameters', async () => {
    const limited = forExpress({ requestsPerWindow: 2, limitBy: 'endpoint' });
    const app = express();
    const shows = express.Router();
    const limit = limited();
    shows.get('/:id', limit, (_, response) => void response.send('ok'));
    shows.get(/^\/(\d+)\/episodes$/, limit, (_, response) => void response.send('ok'));
    app.use('/shows', shows);
    app.get('/stats', limited({ requestsPerWindow: 5 }), (_, response) => void response.send('ok'));
    const send = await listen(app);
    expect((await send('/shows/1')).headers['x-ratelimit-remaining']).toBe('1');
    expect((await send('/shows/2')).headers['x-ratelimit-remaining']).toBe('0');
    expect((await send('/shows/3')).status).toBe(429);
    expect((await send('/shows/3/episodes')).headers['x-ratelimit-remaining']).toBe('1');
    expect((await send('/stats')).headers['x-ratelimit-remaining']).toBe('4');
  });

  test('limit a route of Express under one key, in whatever notation its mount is sent', async () => {
    const app = express();
    const shows = express.Router();
    shows.get('/:id', forExpress({ requestsPerWindow: 9, limitBy: 'endpoint' })(), (_, response) => {
      response.send('ok');
    });
    app.use('/API/shows', shows);
    const send = await listen(app);
    for (const path of ['/API/shows/1', '/api/shows/1', '/Api/sHows/1']) await send(path);
    expect((await send('/api/SHOWS/2')).headers['x-ratelimit-remaining']).toBe('5');
  });

  test('limit the scopes of Fastify apart, and all routes of a scope together', async () => {
    const limited = forFastify({ requestsPerWindow: 3 });
    const app = createFastify();
    app.register(async (scope) => {
      await scope.register(limited());
      scope.get('/a', async () => 'ok');
      scope.get('/b', async () => 'ok');
    });
    app.register(async (scope) => {
      await scope.register(limited({ requestsPerWindow: 9 }));
      scope.get('/c', async () => 'ok');
    });
    app.get('/free', async () => 'ok');
    await app.ready();
    const send = await listen(app.routing);
    await send('/a');
    expect((await send('/b')).headers['x-ratelimit-remaining']).toBe('1');
    expect((await send('/c')).headers['x-ratelimit-remaining']).toBe('8');
    expect((await send('/free')).headers).not.toHaveProperty('x-ratelimit-limit');
    await app.close();
  });
});
