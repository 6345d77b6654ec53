// Calls an API that takes five requests in 100 ms, as fast as it allows, and gives up what nobody wants any more.
import { createRateLimiter, isRateLimitedError } from '@scry/ratelimit';

await using limiter = createRateLimiter({ limit: 5, windowMs: 100, algorithm: 'sliding-window' });

async function fetchEpisode(id: number): Promise<string> {
  await limiter.wait('api.example.com', { maxWaitMs: 5_000 });
  return `episode ${id}`;
}

const start = performance.now();
const episodes = await Promise.all(Array.from({ length: 12 }, (_, id) => fetchEpisode(id)));
console.log(`${episodes.length} episodes in ${Math.round(performance.now() - start)} ms`);

const refused = await limiter.wait('api.example.com', { cost: 6 }).catch((error: unknown) => error);
console.log(isRateLimitedError(refused) && refused.message);
