// A network that slices, delays and at last cuts the connection of a client, and what arrives all the same.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createProxy } from '@scry/chaos/proxy';

const server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const proxy = await createProxy({ upstream: `127.0.0.1:${port}`, seed: 42 });

async function ask(question: string): Promise<string> {
  const client = connect({ port: proxy.port, host: proxy.host, allowHalfOpen: true }).setEncoding('utf8');
  client.end(question);
  let answer = '';
  for await (const part of client) answer += part;
  return answer;
}

console.log('as it is:', await ask('how are you?'));
proxy.addToxic({ type: 'slicer', attributes: { average_size: 3, size_variation: 2, delay: 1_000 } });
proxy.addToxic({ type: 'latency', stream: 'upstream', attributes: { latency: 20 } });
console.log('sliced and delayed:', await ask('how are you?'));
proxy.addToxic({ type: 'limit_data', attributes: { bytes: 3 } });
console.log('cut:', await ask('how are you?'));
await proxy.reset();
console.log('as it was:', await ask('how are you?'));
await proxy.close();
server.close();
