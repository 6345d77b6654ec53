// Ten a second and thirty a minute for each caller; whoever goes over is blocked, for longer each time.
import { createRateLimiter } from '@scry/ratelimit';

const limiter = createRateLimiter({
  policies: [
    { name: 'second', limit: 10, windowMs: 1_000 },
    { name: 'minute', limit: 30, windowMs: 60_000, blockMs: (strikes) => strikes * 60_000 },
  ],
});

for (let call = 1; call <= 12; call++) {
  const { allowed, policy, retryAfterMs } = limiter.consume('ann');
  if (!allowed) console.log(`call ${call}: the limit by the ${policy} is reached, come back in ${retryAfterMs} ms`);
}
console.log(limiter.stats());
