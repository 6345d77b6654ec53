// A proxy in a process of its own, until its parent goes away: `proxy-process.ts <kind> <upstream port>`.
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryProxy from '../../../../packages/chaos/src/proxy.ts';
import { root } from '../../../proof/src/package.ts';

const [kind, port] = process.argv.slice(2);
process.send?.(kind === 'pipe' ? await piping() : await ours());
process.on('disconnect', () => process.exit());

async function ours(): Promise<number> {
  const built = pathToFileURL(join(root, 'packages/chaos/dist/proxy.js')).href;
  const { createProxy }: typeof ScryProxy = await import(built);
  const proxy = await createProxy({ upstream: `127.0.0.1:${port}` });
  return proxy.port;
}

/** The proxy that everybody writes first. */
async function piping(): Promise<number> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}
