// Serves until its parent goes away, and tells its own processor time: `http-server.ts <framework> <limiter>`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { frameworks, listenerOf } from './http-servers.ts';

const [asked, limiter = 'none'] = process.argv.slice(2);
const framework = frameworks.find((name) => name === asked);
if (framework === undefined) throw new Error(`http-server wants one of ${frameworks.join(', ')}, got ${asked}`);

// Connections wait while the other servers are measured: one that was closed in between would never answer.
const server = createServer({ keepAliveTimeout: 0 }, await listenerOf(framework, limiter));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit());
