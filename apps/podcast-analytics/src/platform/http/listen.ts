import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';

export interface HttpServer {
  readonly url: string;
  /** Takes no more requests, lets the running ones end for a while, and then cuts them. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** Taken as given; without one, the first free of a few from 3000 on. */
  readonly port: number | undefined;
  /** How long requests are still taken once it closes. @default 0 */
  readonly shutdownDelayMs?: number;
}

const firstPort = 3000;
const portsTried = 20;
const closeGraceMs = 3_000;
const drainMs = 1_000;
const sweepMs = 50;
/** A log of gigabytes takes its time; that the head of a request comes within a minute is Node's own limit. */
const requestMs = 3_600_000;

/** Serves HTTP. Rejects where the port is taken. */
export async function listen(
  fetch: (request: Request, bindings: object) => Response | Promise<Response>,
  { host, port, shutdownDelayMs = 0 }: ListenOptions,
): Promise<HttpServer> {
  const ports = port === undefined ? Array.from({ length: portsTried }, (_, n) => firstPort + n) : [port];
  for (const candidate of ports) {
    // The cast: without options of its own it makes an HTTP/1.1 server.
    const server = createAdaptorServer({ fetch }) as Server;
    server.requestTimeout = requestMs;
    if (await tryPort(server, host, candidate))
      return { url: urlOf(server, host), close: () => drain(server, shutdownDelayMs).then(() => close(server)) };
  }
  throw new Error(
    port === undefined
      ? `the ports ${firstPort} to ${firstPort + portsTried - 1} are all in use: name a free one with PORT`
      : `PORT: expected a free port, but ${port} is in use by another program`,
  );
}

/** Whether the server listens now. Rejects for any other reason than a port in use. */
function tryPort(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(true));
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(false);
      else reject(new Error(`the server cannot listen on ${host}:${port}: ${error.message}`, { cause: error }));
    });
    server.listen(port, host);
  });
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : firstPort;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Gets rid of kept connections without breaking any: one that is cut just when its client sends the next request fails that
 * request. So each is told with its next answer (RFC 9112, section 9.6), and only those that stay silent are cut afterwards.
 */
async function drain(server: Server, delayMs: number): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  await sleep(delayMs);
  for (let waited = 0; waited < drainMs && (await connections(server)) > 0; waited += sweepMs) await sleep(sweepMs);
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), closeGraceMs);
    // A connection whose answer has been sent meanwhile would be kept for the next request.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
