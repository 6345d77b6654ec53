import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaultSwitch, type Fault, type FaultSwitch } from './fault.ts';

export interface SandboxRequest {
  readonly method: string;
  /** The path of the address, without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface SandboxAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface SandboxServer {
  readonly url: string;
  readonly faults: FaultSwitch;
  /** Requests that came in, those that met a fault included. */
  readonly requests: number;
  close(): Promise<void>;
}

interface SandboxServerOptions {
  readonly answer: (request: SandboxRequest) => SandboxAnswer;
  /** What the provider says with a status that it was told to answer with. */
  readonly problem: (status: number) => unknown;
  /** @default a free one */
  readonly port?: number | undefined;
}

const largestBody = 32_000_000;

/** Serves a sandbox on a loopback port. */
export async function startSandboxServer({ answer, problem, port = 0 }: SandboxServerOptions): Promise<SandboxServer> {
  const faults = createFaultSwitch();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const fault = faults.take();
    readBody(request).then(
      (body) => {
        if (body === undefined) send(response, { status: 413, body: problem(413) });
        else respond(response, fault, problem, () => answer(describe(request, body)));
      },
      () => response.destroy(), // whoever asked has left
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  // The cast: a server that listens on a port has an address with one.
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    faults,
    get requests() {
      return requests;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections(); // those that hang, too
      await closed;
    },
  };
}

function respond(
  response: ServerResponse,
  fault: Fault | undefined,
  problem: SandboxServerOptions['problem'],
  answer: () => SandboxAnswer,
): void {
  switch (fault?.kind) {
    case undefined:
      send(response, answer());
      break;
    case 'status':
      send(response, { status: fault.status, body: problem(fault.status) });
      break;
    case 'rate-limit': {
      const headers = { 'retry-after': String(fault.retryAfterSeconds) };
      send(response, { status: 429, headers, body: problem(429) });
      break;
    }
    case 'latency': {
      const late = setTimeout(() => send(response, answer()), fault.ms);
      response.on('close', () => clearTimeout(late));
      break;
    }
    case 'hang':
      answer();
      break;
    case 'reset':
      answer();
      response.socket?.resetAndDestroy();
      break;
    case 'half-answer':
      sendHalf(response, answer());
      break;
    default:
      fault satisfies never;
  }
}

function sendHalf(response: ServerResponse, { status, headers, body = {} }: SandboxAnswer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': text.length + 1 });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

function send(response: ServerResponse, { status, headers, body }: SandboxAnswer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { ...(text && { 'content-type': 'application/json' }), ...headers });
  response.end(text);
}

function describe(request: IncomingMessage, body: string): SandboxRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  const [path = '/', query] = (request.url ?? '/').split('?', 2);
  return {
    method: request.method ?? '',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    body,
  };
}

/** Undefined where it is larger than any provider takes. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > largestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
