// Each customer has the limit of his plan, and whoever has none is limited by the address that the proxy has seen.
import type { Policy } from '@scry/ratelimit';
import { rateLimit } from '@scry/ratelimit/hono';
import { type Context, Hono } from 'hono';

// One array a plan, made once: the limiter knows them by that.
const plans: Record<string, readonly Policy[]> = {
  free: [{ name: 'free', limit: 2, windowMs: 60_000 }],
  paid: [
    { name: 'paid-burst', limit: 10, windowMs: 1_000 },
    { name: 'paid-daily', limit: 10_000, windowMs: 86_400_000 },
  ],
};
const customers = new Map([['key-of-ann', { id: 'ann', plan: 'paid' }]]);
const customerOf = (context: Context) => customers.get(context.req.header('x-api-key') ?? '');

const app = new Hono();
app.use(
  rateLimit({
    trustProxy: 1, // the one load balancer before this server
    limitBy: (context) => customerOf(context)?.id,
    policies: (context) => plans[customerOf(context)?.plan ?? 'free'] ?? [],
  }),
);
app.get('/shows', (context) => context.json([]));

const ask = async (headers: Record<string, string>): Promise<void> => {
  const response = await app.request('/shows', { headers: { 'x-forwarded-for': 'made up, 203.0.113.9', ...headers } });
  console.log(response.status, response.headers.get('ratelimit'));
};
for (let request = 1; request <= 3; request++) await ask({});
await ask({ 'x-api-key': 'key-of-ann' });
