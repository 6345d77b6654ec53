// A server that speaks as much of the bulk API as OpenSearch 2 and Elasticsearch 8 have in common, and fails on demand.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SearchServer {
  readonly url: string;
  /** What is indexed: ids with their sources as they came, in the order of their creation. */
  readonly documents: ReadonlyMap<string, string>;
  readonly requests: readonly {
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
    readonly ids: string[];
  }[];
  /** What happens to the next requests, one after the other; then all goes well. */
  next(...faults: readonly Fault[]): void;
  /** Ends its connections and listens no more, until `start`: then nothing is wrong with it any more. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export type Fault =
  /** The documents at these places are not taken: 429 for now, 400 for good. */
  | { readonly items: Readonly<Record<number, number>>; readonly headers?: Readonly<Record<string, string>> }
  /** The whole request is answered so. */
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** All is indexed, and the answer never comes, or the connection breaks before it. */
  | { readonly after: 'hang' | 'break' }
  /** Nothing is read, and no answer comes. */
  | { readonly before: 'hang' };

export async function startSearchServer(): Promise<SearchServer> {
  const documents = new Map<string, string>();
  const requests: { path: string; headers: IncomingMessage['headers']; ids: string[] }[] = [];
  const faults: Fault[] = [];
  let port = 0;
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = faults.shift();
    if (fault && 'before' in fault) return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const lines = body.split('\n');
    // The format asks for a line feed at the end.
    if (lines.pop() !== '')
      return reply(response, 400, '{"error":"The bulk request must be terminated by a newline [\\\\n]"}');
    const pairs = Array.from({ length: lines.length / 2 }, (_, index) => {
      const { create } = JSON.parse(String(lines[index * 2]));
      return { id: String(create._id), source: String(lines[index * 2 + 1]) };
    });
    requests.push({ path: String(request.url), headers: request.headers, ids: pairs.map(({ id }) => id) });
    if (fault && 'status' in fault) return reply(response, fault.status, fault.body ?? '{}', fault.headers);
    const items = pairs.map(({ id, source }, index) => {
      const status = fault && 'items' in fault ? fault.items[index] : undefined;
      return { create: status === undefined ? create(id, source) : { _id: id, status, error: errorOf(status) } };
    });
    if (fault && 'after' in fault) return fault.after === 'hang' ? undefined : void response.destroy();
    const errors = items.some((item) => item.create.status > 299);
    reply(
      response,
      200,
      JSON.stringify({ took: 1, errors, items }),
      fault && 'items' in fault ? fault.headers : undefined,
    );
  }

  function create(id: string, source: string): { _id: string; status: number; error?: object } {
    if (documents.has(id)) return { _id: id, status: 409, error: { type: 'version_conflict_engine_exception' } };
    documents.set(id, source);
    return { _id: id, status: 201 };
  }

  async function start(): Promise<void> {
    faults.length = 0;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  }

  async function stop(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  await start();
  onTestFinished(stop);
  return {
    url: `http://127.0.0.1:${port}`,
    documents,
    requests,
    next: (...more) => void faults.push(...more),
    stop,
    start,
  };
}

function errorOf(status: number): object {
  return {
    type: status === 429 ? 'es_rejected_execution_exception' : 'mapper_parsing_exception',
    reason: 'as the test asked',
  };
}

function reply(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
