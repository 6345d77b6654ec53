import { atFixedTimes } from '../../scripts/at-fixed-times.ts';
import type { End, Game } from '../game.ts';

const perSecond = 40;
/** What the plan `free` may ask at once, and gains in a minute. */
const planned = 100;

/** One key asks many times as often as its plan allows. It must be refused, and quickly; what others get is what the load shows. */
export function abuse({ apps, balancer, prepared, checks }: Game): End {
  const stopping = new AbortController();
  const since = performance.now();
  const statuses: Record<string, number> = {};
  const asked = {
    path: '/api/v1/downloads?groupBy=day',
    headers: { 'x-api-key': prepared.keys.abuser, 'x-forwarded-for': '81.255.0.1' },
    expected: 200,
  };
  const abusing = atFixedTimes({
    perSecond,
    signal: stopping.signal,
    async call() {
      const { status } = await balancer.send(asked, 2_000);
      statuses[status] = (statuses[status] ?? 0) + 1;
    },
  });
  return async () => {
    stopping.abort();
    await abusing;
    const { 200: allowed = 0, 429: refused = 0, ...others } = statuses;
    // Each process counts alone while Redis is late, so that this is what they may let pass together.
    const limit = apps.length * planned * (1 + (performance.now() - since) / 60_000);
    const wrong = Object.values(others).reduce((sum, n) => sum + n, 0);
    checks.push({
      name: 'an abusive key is refused',
      ok: allowed <= limit + 1 && refused > 0 && wrong === 0,
      detail: `${perSecond}/s of one key on a plan of ${planned} a minute: ${allowed} answered, ${refused} refused with 429, ${wrong} others`,
    });
  };
}
