// A provider that is busy twice: retried within one deadline, with a limit for each attempt.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRetry } from '@scry/retry';
import { retryFetch } from '@scry/retry/fetch';

let requests = 0;
const provider = createServer((_, response) => {
  requests++;
  response.writeHead(requests < 3 ? 503 : 200, { 'retry-after': '0' }).end('the show');
});
await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
const { port } = provider.address() as AddressInfo;

const fetchWithRetry = retryFetch(fetch, {
  name: 'provider',
  minDelayMs: 20,
  attemptTimeoutMs: 2_000,
  deadlineMs: 10_000,
  onEvent: (event) => console.log(event.type),
});
const response = await fetchWithRetry(`http://127.0.0.1:${port}/`);
console.log(await response.text(), `after ${requests} requests`);

// The same policy shape works for anything that returns a promise.
const policy = createRetry({ name: 'job', minDelayMs: 20 });
console.log(await policy.run(({ attempt }) => `job done in attempt ${attempt}`));
provider.close();
