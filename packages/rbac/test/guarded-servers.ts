// The same three routes behind guards, on a real server of each framework.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { guard as guardExpress } from '../src/express.ts';
import { guard as guardFastify } from '../src/fastify.ts';
import { guard as guardHono } from '../src/hono.ts';
import { createRbac, type RbacEvent } from '../src/index.ts';
import { campaignOf, personOf, policy } from './agency.ts';

export interface GuardedServer {
  readonly url: string;
  readonly events: RbacEvent[];
  /** The ids that a handler was reached with. */
  readonly reached: string[];
  close(): Promise<void>;
}

export const frameworks = { 'hono 4': serveHono, 'express 5': serveExpress, 'fastify 5': serveFastify };

type Listener = Parameters<typeof createServer>[1];

/** The application's own lookups: `/campaigns/broken` is a database that is down. */
async function find(id: string | undefined) {
  if (id === 'broken') throw new Error('database is down');
  return campaignOf(id);
}

function signedIn(name: string | null | undefined) {
  if (name === 'broken') throw new Error('session store is down');
  return personOf(name);
}

async function serveHono(): Promise<GuardedServer> {
  const { rbac, events, reached } = setUp();
  const app = new Hono();
  const who = {
    rbac,
    principal: (c: { req: { header(name: string): string | undefined } }) => signedIn(c.req.header('x-user')),
  };
  app.post('/campaigns', guardHono('campaigns:create', who), (c) => c.text(`made ${reached.push('new')}`));
  const load = (c: { req: { param(name: string): string | undefined } }) => find(c.req.param('id'));
  app.put('/campaigns/:id', guardHono('campaigns:update', { ...who, load }), (c) => {
    reached.push(c.req.param('id'));
    return c.text('updated');
  });
  const context = (c: { req: { header(name: string): string | undefined } }) => ({
    office: c.req.header('x-office') === '1',
  });
  app.delete('/campaigns/:id', guardHono('campaigns:delete', { ...who, load, context }), (c) => c.text('deleted'));
  app.post('/campaigns/:id/copies', guardHono('campaigns:create', { ...who, load }), (c) => c.text('copied'));
  app.onError((error, c) => c.text(error.message, 500));
  return listen(createServer(getRequestListener(app.fetch)), events, reached);
}

async function serveExpress(): Promise<GuardedServer> {
  const { rbac, events, reached } = setUp();
  const app = express();
  const who = { rbac, principal: (request: express.Request) => signedIn(request.get('x-user')) };
  app.post('/campaigns', guardExpress('campaigns:create', who), (_, response) => {
    response.send(`made ${reached.push('new')}`);
  });
  const load = (request: express.Request) => find(String(request.params['id']));
  app.put('/campaigns/:id', guardExpress('campaigns:update', { ...who, load }), (request, response) => {
    reached.push(String(request.params['id']));
    response.send('updated');
  });
  const context = (request: express.Request) => ({ office: request.get('x-office') === '1' });
  app.delete('/campaigns/:id', guardExpress('campaigns:delete', { ...who, load, context }), (_, response) => {
    response.send('deleted');
  });
  app.post('/campaigns/:id/copies', guardExpress('campaigns:create', { ...who, load }), (_, response) => {
    response.send('copied');
  });
  app.use((error: Error, _: express.Request, response: express.Response, _next: express.NextFunction) => {
    response.status(500).send(error.message);
  });
  return listen(createServer(app as Listener), events, reached);
}

async function serveFastify(): Promise<GuardedServer> {
  const { rbac, events, reached } = setUp();
  const app = fastify();
  const header = (request: fastify.FastifyRequest, name: string) => request.headers[name] as string | undefined;
  const who = { rbac, principal: (request: fastify.FastifyRequest) => signedIn(header(request, 'x-user')) };
  app.post(
    '/campaigns',
    { preHandler: guardFastify('campaigns:create', who) },
    async () => `made ${reached.push('new')}`,
  );
  const idOf = (request: fastify.FastifyRequest) => (request.params as { id: string }).id;
  const load = (request: fastify.FastifyRequest) => find(idOf(request));
  const update = guardFastify('campaigns:update', { ...who, load });
  app.put('/campaigns/:id', { preHandler: update }, async (request) => {
    reached.push(idOf(request));
    return 'updated';
  });
  const context = (request: fastify.FastifyRequest) => ({ office: header(request, 'x-office') === '1' });
  const remove = guardFastify('campaigns:delete', { ...who, load, context });
  app.delete('/campaigns/:id', { preHandler: remove }, async () => 'deleted');
  const copy = guardFastify('campaigns:create', { ...who, load });
  app.post('/campaigns/:id/copies', { onRequest: copy }, async () => 'copied');
  app.setErrorHandler<Error>((error, _, reply) => reply.code(500).send(error.message));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, events, reached, close: () => app.close() };
}

function setUp() {
  const events: RbacEvent[] = [];
  const rbac = createRbac(policy, { onEvent: (event) => events.push(event) });
  return { rbac, events, reached: [] as string[] };
}

async function listen(server: Server, events: RbacEvent[], reached: string[]): Promise<GuardedServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, events, reached, close };
}
