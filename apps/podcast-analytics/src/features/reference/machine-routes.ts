import { type RouteConfig, z } from '@hono/zod-openapi';
import { json } from '../../platform/http/openapi-json.ts';

const text = (description: string, type: string) => ({ description, content: { [type]: { schema: z.string() } } });
const isOpen = { security: [] };

/** What machines ask for beside the API: their routes have no schema that would describe them. */
export const machineRoutes: readonly RouteConfig[] = [
  {
    ...{ method: 'get', path: '/health', ...isOpen },
    summary: 'Whether the process answers: for whoever restarts it',
    responses: { 200: json('It does', z.object({ status: z.literal('ok') })) },
  },
  {
    ...{ method: 'get', path: '/ready', ...isOpen },
    summary:
      'Whether requests should be sent here: 503 while the server is stopping, `degraded` while its database is away',
    responses: { 200: json('They should', z.object({ status: z.enum(['ready', 'degraded']) })) },
  },
  {
    ...{ method: 'get', path: '/metrics' },
    summary: 'For Prometheus, with a key of the role MONITOR',
    responses: { 200: text('All metrics', 'text/plain') },
  },
  {
    ...{ method: 'get', path: '/openapi.json', ...isOpen },
    summary: 'This description',
    responses: { 200: json('OpenAPI 3.1', z.record(z.string(), z.unknown())) },
  },
  {
    ...{ method: 'get', path: '/e/{tenant}/{rest}', ...isOpen },
    summary: 'The prefix before the address of an episode: counts the download, and leads on',
    request: {
      params: z.object({
        tenant: z.string(),
        rest: z.string().meta({ description: 'Host, path and query of the episode, on a host of the tenant' }),
      }),
    },
    responses: { 302: { description: 'To the episode' } },
  },
  {
    ...{ method: 'get', path: '/a/{file}', ...isOpen },
    summary: 'The pixel of a campaign: tells of a conversion',
    request: {
      params: z.object({ file: z.string().meta({ description: 'The token of the campaign and ".gif"' }) }),
      query: z.object({
        kind: z.string().default('visit'),
        order: z.string().optional(),
        value: z.int().default(0).meta({ description: 'Minor units' }),
        currency: z.string().optional(),
      }),
    },
    responses: { 200: text('One transparent dot, whatever was told', 'image/gif') },
  },
  {
    ...{ method: 'post', path: '/webhooks/stripe', ...isOpen },
    summary: 'What Stripe tells by itself',
    request: {
      headers: z.object({ 'stripe-signature': z.string() }),
      body: { required: true, content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } } },
    },
    responses: { 200: json('It is stored', z.object({ received: z.literal(true) })) },
  },
];
