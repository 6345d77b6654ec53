// A client that knows nothing of chaos: for one job its server is away, and for the rest of the process it is there.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChaos, injectedBy } from '@scry/chaos';
import { installNet, netRule } from '@scry/chaos/net';

const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1');
await new Promise<void>((resolve) => server.once('listening', resolve));
const { port } = server.address() as AddressInfo;
const ask = async (): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).text();

const chaos = createChaos({ onEvent: ({ type, name }) => console.log(type, name.replace(String(port), 'port')) });
using _hook = installNet(chaos);
const error = await chaos.run(netRule({ port, action: 'refuse' }), () => ask().catch((reason: Error) => reason.cause));
console.log('in the job:', injectedBy(error)?.point);
console.log('outside of it:', await ask());
server.close();
