// A server whose events say who asked and from where, with a report of what was denied.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, fileSink, toOcsf, verify } from '@scry/audit';
import { auditContext } from '@scry/audit/express';

const directory = await mkdtemp(join(tmpdir(), 'audit-'));
const audit = await createAudit({ sinks: [fileSink({ directory })] });
const inContext = auditContext({
  audit,
  context: (request: IncomingMessage) => ({ actor: { type: 'user', id: String(request.headers['x-user']) } }),
});

const server = createServer((request, response) => {
  inContext(request, response, async () => {
    const mayRead = request.headers['x-user'] === 'ada';
    await audit.logPermission({
      outcome: mayRead ? 'SUCCESS' : 'DENIED',
      resource: { type: 'report', id: String(request.url) },
      details: { permission: 'reports:read' },
    });
    response.writeHead(mayRead ? 200 : 403).end();
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
for (const user of ['ada', 'eve']) await fetch(`http://127.0.0.1:${port}/reports/7`, { headers: { 'x-user': user } });
server.close();

for await (const event of audit.query({ outcome: 'DENIED' })) {
  console.log(event.actor.id, event.resource?.id, event.clientIp, toOcsf(event).type_uid);
}
await audit.close();
const { ok, events } = await verify(directory);
console.log(ok, events);
await rm(directory, { recursive: true });
