// A server of node:http that lets a client make three requests a minute, and a client that makes four.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rateLimit } from '@scry/ratelimit/express';
import { parseRateLimit } from '@scry/ratelimit/headers';

const limited = rateLimit({ requestsPerWindow: 3, windowSeconds: 60, exemptPaths: ['/health'] });
const server = createServer((request, response) => limited(request, response, () => response.end('hello')));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

for (let request = 1; request <= 4; request++) {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  const info = parseRateLimit(response.headers);
  console.log(`${response.status}, ${info?.remaining} left, retry after ${info?.retryAfterMs ?? 0} ms`);
  await response.text();
}

server.close();
server.closeAllConnections();
