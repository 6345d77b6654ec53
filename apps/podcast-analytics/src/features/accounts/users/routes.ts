import { createRoute, z } from '@hono/zod-openapi';
import { apiError } from '../../../platform/http/api-error.ts';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import { json } from '../../../platform/http/openapi-json.ts';
import { ownOrigin } from '../../../platform/http/own-origin.ts';
import { uuidParam } from '../../../platform/http/uuid-param.ts';
import type { Accounts } from '../accounts.ts';
import { accountOf } from '../authenticate.ts';
import { scopeOf } from '../tenant-scope.ts';
import type { AdministerUsers } from './administer-users.ts';
import { invitationInput, role, userChange } from './user-input.ts';

const user = z.object({
  id: z.string(),
  tenantId: z.string(),
  email: z.string(),
  role,
  hasMfa: z.boolean(),
  sessions: z.int(),
  createdAt: z.iso.datetime(),
  disabledAt: z.iso.datetime().nullable(),
});
const params = z.object({ id: z.string() });
const refused = {
  400: json('What was expected and what came', apiError),
  403: json('Not with your role', apiError),
  404: json('There is no such user', apiError),
  409: json('It does not go together with how things stand', apiError),
};
const done = { description: 'Done' };

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/users',
  summary: 'Who may log in',
  responses: { 200: json('By tenant and address', z.object({ users: z.array(user) })) },
});

const inviteRoute = createRoute({
  method: 'post',
  path: '/api/v1/users',
  summary: 'Invites somebody: the link sets the password once, and is told this once',
  request: { body: { required: true, content: { 'application/json': { schema: invitationInput } } } },
  responses: {
    201: json('Invited', z.object({ link: z.string(), expiresAt: z.iso.datetime() })),
    ...refused,
  },
});

const updateRoute = createRoute({
  method: 'patch',
  path: '/api/v1/users/{id}',
  summary: 'Gives another role, or disables and enables; ends the sessions of the user',
  request: { params, body: { required: true, content: { 'application/json': { schema: userChange } } } },
  responses: { 200: json('As it is now', user), ...refused },
});

const endSessionsRoute = createRoute({
  method: 'delete',
  path: '/api/v1/users/{id}/sessions',
  summary: 'Ends the sessions of a user',
  request: { params },
  responses: { 204: done, ...refused },
});

/** The JSON API of users. */
export function serveUserApi(app: HttpApp, accounts: Accounts, users: AdministerUsers): void {
  app.openapi(listRoute, async (context) => {
    const found = await accounts.listUsers(scopeOf(accountOf(context)));
    return context.json({ users: found.map(written) }, 200);
  });
  app.openapi(inviteRoute, async (context) => {
    const { token, expiresAt } = await users.invite(accountOf(context), context.req.valid('json'));
    const link = `${ownOrigin(context)}/set-password?token=${token}`;
    return context.json({ link, expiresAt: expiresAt.toISOString() }, 201);
  });
  app.openapi(updateRoute, async (context) => {
    const by = accountOf(context);
    const id = uuidParam(context, 'id', 'user');
    await users.update(by, id, context.req.valid('json'));
    return context.json(written(await accounts.user(scopeOf(by), id)), 200);
  });
  app.openapi(endSessionsRoute, async (context) => {
    await users.endSessions(accountOf(context), uuidParam(context, 'id', 'user'));
    return context.body(null, 204);
  });
}

function written({ createdAt, disabledAt, ...rest }: Awaited<ReturnType<Accounts['user']>>): z.infer<typeof user> {
  return { ...rest, createdAt: createdAt.toISOString(), disabledAt: disabledAt?.toISOString() ?? null };
}
