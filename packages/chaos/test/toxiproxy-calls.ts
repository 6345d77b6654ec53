import { request } from 'node:http';
import { afterEach, beforeEach } from 'vitest';
import { createToxiproxyServer, type ToxiproxyServer, type ToxiproxyServerOptions } from '../src/proxy.ts';
import { host } from './tcp-pair.ts';

/** The server that is asked, anew for each test. */
export let server: ToxiproxyServer;

/** Starts another one in its place. */
export async function start(options: ToxiproxyServerOptions = {}): Promise<void> {
  await server?.close();
  server = await createToxiproxyServer({ port: 0, seed: 1, ...options });
}

export function useToxiproxyServer(): void {
  beforeEach(() => start());
  afterEach(() => server.close());
}

export interface Answered {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly text: string;
}

export function call(method: string, path: string, body?: unknown, headers: object = {}): Promise<Answered> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const made = request(`${server.url}${path}`, { method, headers: { ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], text }));
    });
    made.on('error', reject);
    made.end(sent);
  });
}

/** A proxy `db`, disabled, with a latency toxic. */
export async function withToxic(): Promise<void> {
  await call('POST', '/proxies', { name: 'db', listen: `${host}:0`, upstream: 'db:5432', enabled: false });
  await call('POST', '/proxies/db/toxics', { type: 'latency', attributes: { latency: 10, jitter: 5 } });
}

export const db = { name: 'db', listen: `${host}:0`, upstream: 'db:5432', enabled: false, toxics: [] };
export const latency = {
  attributes: { latency: 10, jitter: 5 },
  name: 'latency_downstream',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
};
