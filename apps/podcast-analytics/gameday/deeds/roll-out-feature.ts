import type { End, Game } from '../game.ts';
import { until } from '../until.ts';

const feature = 'ai_insights';
const marker = /id="insights"/;
/** Flags are read again when their file changes. */
const patienceMs = 10_000;

/** Rolls a feature out to everybody in each process, sees it on the page, and switches it off again. */
export async function rollOutFeature({ apps, prepared, session, checks }: Game): Promise<End> {
  const setTo = async (percent: number) => {
    for (const { url } of apps) {
      const headers = { 'x-api-key': prepared.keys.programs };
      const body = new URLSearchParams({ percent: String(percent) });
      const { status } = await fetch(`${url}/operations/flags/${feature}`, {
        ...{ method: 'POST', headers, body, redirect: 'manual' },
      });
      if (status !== 303) throw new Error(`the flag: expected 303, got ${status}`);
    }
  };
  const pages = () =>
    Promise.all(apps.map(async ({ url }) => (await fetch(url, { headers: { cookie: `session=${session}` } })).text()));
  const steps = [
    ['a feature is rolled out', 100, async () => (await pages()).every((page) => marker.test(page))],
    ['a kill switch takes it away', 0, async () => (await pages()).every((page) => !marker.test(page))],
  ] as const;
  for (const [name, percent, isSeen] of steps) {
    const since = performance.now();
    await setTo(percent);
    const ok = await until(isSeen, patienceMs);
    const detail = `${feature} at ${percent} %, in both processes after ${Math.round(performance.now() - since)} ms`;
    checks.push({ name, ok, detail });
  }
  return () => {};
}
