// A server of flags and a program that hears of each change at once, both on loopback.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFlags, defineFlags, flag } from '@scry/flags';
import { bool, flagDocument } from '@scry/flags/build';
import { createFlagsHandler, httpSource } from '@scry/flags/http';
import { population } from '@scry/flags/testing';

const definitions = defineFlags({ newDashboard: flag.boolean(false) });
const rollout = (percent: number) => flagDocument([bool('newDashboard').rollout('on', percent)]);

const central = createFlags({ definitions, source: rollout(10) });
const handler = createFlagsHandler(central);
const server = createServer(async (request, response) => {
  const { status, headers, body } = await handler(new Request(`http://localhost${request.url}`));
  response.writeHead(status, Object.fromEntries(headers));
  response.flushHeaders();
  for await (const chunk of body ?? []) response.write(chunk);
  response.end();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const flags = createFlags({ definitions, source: httpSource(`http://127.0.0.1:${port}/flags`, { sse: true }) });
await flags.ready();
const reached = () => population(10_000).filter((unit) => flags.on('newDashboard', unit)).length;
console.log(`10 %: ${reached()} of 10000`);
for (const percent of [50, 100]) {
  const changed = new Promise<void>((resolve) => {
    const stop = flags.subscribe((event) => {
      if (event.type !== 'update') return;
      stop();
      resolve();
    });
  });
  central.update(rollout(percent));
  await changed;
  console.log(`${percent} %: ${reached()} of 10000`);
}
await flags.close();
server.closeAllConnections();
server.close();
