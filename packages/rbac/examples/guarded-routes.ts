// A server whose routes are guarded, asked by three people over HTTP.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRbac, definePolicy } from '@scry/rbac';
import { eq, ref } from '@scry/rbac/conditions';
import { guard } from '@scry/rbac/express';

const policy = definePolicy({
  version: 1,
  tenant: { principal: 'tenantId', resource: 'tenantId' },
  principal: { attributes: { id: 'string', tenantId: 'string' } },
  resources: { campaigns: { actions: ['update'], attributes: { tenantId: 'string', ownerId: 'string' } } },
  roles: {
    OWNER: { grants: [{ permission: 'campaigns:update', when: eq('resource.ownerId', ref('principal.id')) }] },
  },
});
const people = new Map([
  ['mona', { id: 'mona', tenantId: 'acme', roles: ['OWNER'] }],
  ['vera', { id: 'vera', tenantId: 'acme', roles: ['OWNER'] }],
]);
const spring = { tenantId: 'acme', ownerId: 'mona' };

// The guard wants of a response what node:http gives it, so it works without a framework too.
const mayUpdate = guard('campaigns:update', {
  rbac: createRbac(policy),
  principal: (request: IncomingMessage) => people.get(String(request.headers['x-user'])),
  load: () => spring,
});
const server = createServer((request, response) => {
  mayUpdate(request, response, () => response.end('updated\n'));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

for (const name of ['mona', 'vera', 'nobody']) {
  const response = await fetch(`http://127.0.0.1:${port}/campaigns/spring`, {
    method: 'PUT',
    headers: { 'x-user': name },
  });
  console.log(name, response.status, (await response.text()).trim());
}
server.close();
