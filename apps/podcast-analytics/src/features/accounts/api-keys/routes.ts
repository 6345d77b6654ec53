import { createRoute, z } from '@hono/zod-openapi';
import { apiError } from '../../../platform/http/api-error.ts';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import { json } from '../../../platform/http/openapi-json.ts';
import { uuidParam } from '../../../platform/http/uuid-param.ts';
import { plans } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { accountOf } from '../authenticate.ts';
import { scopeOf } from '../tenant-scope.ts';
import { role } from '../users/user-input.ts';
import type { AdministerKeys } from './administer-keys.ts';
import type { ApiKey } from './api-keys.ts';
import { keyInput } from './key-input.ts';

const instant = z.iso.datetime().nullable();
const apiKey = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  prefix: z.string(),
  role,
  plan: z.enum(plans),
  scopes: z.array(z.string()).nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: instant,
  lastUsedAt: instant,
});

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/keys',
  summary: 'API keys in force',
  responses: { 200: json('By tenant and name', z.object({ keys: z.array(apiKey) })) },
});

const createKeyRoute = createRoute({
  method: 'post',
  path: '/api/v1/keys',
  summary: 'Makes an API key, which is told this once',
  request: { body: { required: true, content: { 'application/json': { schema: keyInput } } } },
  responses: {
    201: json('The key', z.object({ key: z.string() })),
    400: json('What was expected and what came', apiError),
    403: json('It could do more than you can', apiError),
    409: json('The name is taken', apiError),
  },
});

const revokeRoute = createRoute({
  method: 'delete',
  path: '/api/v1/keys/{id}',
  summary: 'Revokes an API key',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    204: { description: 'Revoked' },
    403: json('Its role is above yours', apiError),
    404: json('There is no such key', apiError),
  },
});

/** The JSON API of API keys. */
export function serveApiKeyApi(app: HttpApp, accounts: Accounts, keys: AdministerKeys): void {
  app.openapi(listRoute, async (context) => {
    const found = await accounts.listApiKeys(scopeOf(accountOf(context)));
    return context.json({ keys: found.map(written) }, 200);
  });
  app.openapi(createKeyRoute, async (context) => {
    const key = await keys.create(accountOf(context), context.req.valid('json'));
    return context.json({ key }, 201);
  });
  app.openapi(revokeRoute, async (context) => {
    await keys.revoke(accountOf(context), uuidParam(context, 'id', 'API key in force'));
    return context.body(null, 204);
  });
}

function written({ scopes, createdAt, expiresAt, lastUsedAt, ...rest }: ApiKey): z.infer<typeof apiKey> {
  return {
    ...rest,
    scopes: scopes && [...scopes],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
