// One of several processes that share a limit: sixteen callers, who tell when each call was sent and answered that was let through.
import { Redis } from 'ioredis';
import { createRateLimiter } from '../src/index.ts';
import { redisStore } from '../src/redis.ts';

const [url = '', policy = '{}', calls = '0'] = process.argv.slice(2);
const client = new Redis(url);
const limiter = createRateLimiter({ ...JSON.parse(policy), store: redisStore(client), timeoutMs: 60_000 });
const allowed: [sent: number, answered: number][] = [];
let left = Number(calls);

const now = (): number => performance.timeOrigin + performance.now();
async function call(): Promise<void> {
  while (left-- > 0) {
    const sent = now();
    if (await limiter.tryConsume('key')) allowed.push([sent, now()]);
    // A denial that is remembered is there at once; others must get their turn.
    if (left % 16 === 0) await new Promise(setImmediate);
  }
}

await Promise.all(Array.from({ length: 16 }, call));
process.stdout.write(JSON.stringify(allowed));
client.disconnect();
