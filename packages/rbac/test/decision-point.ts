// The fixture of the AuthZEN certification scenario, behind a real HTTP server.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type AuthzenEntity, type AuthzenOptions, createAuthzenHandler } from '../src/authzen.ts';
import { eq, ne } from '../src/conditions.ts';
import { createRbac, definePolicy, type Rbac, type Vocabulary } from '../src/index.ts';

const policy = definePolicy({
  version: 1,
  tenant: false,
  principal: { attributes: { id: 'string' } },
  context: { attributes: { action_soft: 'boolean', night: 'boolean' } },
  resources: {
    record: { actions: ['read', 'write', 'delete'], attributes: { id: 'string', status: 'string' } },
    book: { actions: ['read'], attributes: { id: 'string' } },
  },
  roles: {
    READER: { grants: ['*:read'] },
    WRITER: {
      inherits: ['READER'],
      grants: [
        { permission: 'record:write', when: ne('resource.status', 'archived') },
        { permission: 'record:delete', when: eq('context.action_soft', true) },
      ],
    },
    ADMIN: { inherits: ['READER'], grants: [{ permission: 'record:write', when: eq('resource.status', 'archived') }] },
  },
  denies: [{ id: 'night', permission: 'book:read', when: eq('context.night', true) }],
});

const users = new Map([
  ['alice', 'WRITER'],
  ['bob', 'ADMIN'],
]);
const records = new Map([
  ['record-1', 'active'],
  ['record-2', 'archived'],
]);
const books = new Map(Array.from({ length: 5 }, (_, index) => [`book-${index + 1}`, 'shelf'] as const));

function principal({ type, id, properties }: AuthzenEntity) {
  const role = properties?.['role'] === 'admin' ? 'ADMIN' : users.get(id);
  return type === 'user' && role !== undefined ? { id, roles: [role] } : undefined;
}

function resource({ type, id, properties }: AuthzenEntity) {
  const status = (type === 'book' ? books : records).get(id);
  return status === undefined ? undefined : { id, status, ...properties };
}

export const rbac = createRbac(policy);

type Options = AuthzenOptions<typeof rbac extends Rbac<infer V extends Vocabulary> ? V : never>;

export const options: Options = {
  baseUrl: 'https://pdp.example.com',
  authenticate: () => true,
  principal,
  resource,
  subjects: (type) => (type === 'user' ? [...users.keys()].map((id) => ({ id })) : undefined),
  resources: (type) => {
    const ids = { record: records, book: books }[type]?.keys();
    return ids && [...ids].map((id) => ({ id }));
  },
};

export interface DecisionPointServer {
  readonly url: string;
  /** Sends a body as JSON, and returns the status and what came back. */
  ask(path: string, body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

export async function serveDecisionPoint(changed: Partial<Options> = {}): Promise<DecisionPointServer> {
  const handler = createAuthzenHandler(rbac, { ...options, ...changed });
  const server = createServer(getRequestListener(handler));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async ask(path, body, headers) {
      const response = await fetch(`${url}/access/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const isJson = response.headers.get('content-type') === 'application/json';
      return { status: response.status, body: isJson ? await response.json() : await response.text() };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
