// Each host has a breaker of its own: one that is down does not take the others with it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBreakerRegistry, isBreakerOpenError } from '@scry/breaker';

const server = createServer((_, response) => response.end('well'));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const hosts = createBreakerRegistry(() => ({ failureThreshold: 2, timeoutMs: 1_000 }));

async function get(url: string): Promise<string> {
  const breaker = hosts.get(new URL(url).host);
  const response = await breaker.run(({ signal }) => fetch(url, { signal }));
  return response.text();
}

for (const url of [`http://127.0.0.1:${port}/`, 'http://127.0.0.1:1/']) {
  for (let call = 0; call < 3; call++) {
    const outcome = await get(url).catch((error: unknown) => (isBreakerOpenError(error) ? 'not tried' : 'failed'));
    console.log(new URL(url).port === '1' ? 'a dead host:' : 'a live host:', outcome);
  }
}
server.close();
server.closeAllConnections();
