import { expect, test } from 'vitest';
import { guard } from '../src/express.ts';
import { createRbac, definePolicy } from '../src/index.ts';
import { policy } from './agency.ts';

const rbac = createRbac(policy);
const principal = () => undefined;
const load = () => undefined;
// What plain JavaScript may call it with.
const loose = guard as unknown as (permission: string, options: unknown) => unknown;

test.each([
  [{ principal, load }, 'guard: rbac must be given, got undefined'],
  [{ rbac, load }, 'guard: principal must be given, got undefined'],
  [{ rbac: {}, principal, load }, 'guard: rbac must be what createRbac returns, got an object'],
  [{ rbac, principal, load: 'findCampaign' }, 'guard: load must be a function, got "findCampaign"'],
  [{ rbac, principal, load, lod: load }, 'guard: unknown option lod, expected one of rbac, principal, load'],
  [undefined, 'guard: options must be an object, got undefined'],
])('refuses the options %o', (options, message) => {
  expect(() => loose('campaigns:update', options)).toThrow(message);
  expect(() => loose('campaigns:update', options)).toThrow(TypeError);
});

test.each(['Bearer\r\nset-cookie: a=b', '', ' '])('refuses the challenge %j, which no header holds', (challenge) => {
  expect(() => loose('campaigns:update', { rbac, principal, load, challenge })).toThrow(RangeError);
});

test('refuses a permission of single resources without load, when the guard is made', () => {
  expect(() => loose('campaigns:update', { rbac, principal })).toThrow(
    'guard: load must be a function, since campaigns:update is asked of a resource; got undefined',
  );
  expect(() => loose('reports:generate', { rbac, principal })).not.toThrow();
  const doors = definePolicy({ version: 1, tenant: false, resources: { doors: { actions: ['open'] } }, roles: {} });
  expect(() => loose('doors:open', { rbac: createRbac(doors), principal })).toThrow('load must be a function');
});

test.each([
  'campaigns:updaet',
  'campaigns',
  'campaigns:update:all',
  'campaigns:*',
  '*',
  '',
  '__proto__:read',
  'constructor:name',
])('refuses the permission %j, which the policy does not declare', (permission) => {
  expect(() => loose(permission, { rbac, principal, load })).toThrow(
    `guard: permission must be one that the policy declares, got ${JSON.stringify(permission)}`,
  );
});

test('sends the challenge that it is given', async () => {
  const headers = new Map<string, string>();
  const response = {
    statusCode: 200,
    setHeader: (name: string, value: string) => headers.set(name, value),
    end: () => {},
  };
  const ask = guard('campaigns:create', { rbac, principal: () => null, challenge: 'Basic realm="campaigns"' });
  await ask({}, response, () => expect.unreachable());
  expect(response.statusCode).toBe(401);
  expect(headers.get('www-authenticate')).toBe('Basic realm="campaigns"');
});

test('goes by the options as they were when it was made', async () => {
  const options = { rbac, principal: () => null as { roles: string[] } | null };
  const ask = guard('campaigns:create', options);
  options.principal = () => ({ id: 'adam', tenantId: 'acme', roles: ['ADMIN'] });
  const response = { statusCode: 200, setHeader: () => {}, end: () => {} };
  await ask({}, response, () => expect.unreachable());
  expect(response.statusCode).toBe(401);
});
