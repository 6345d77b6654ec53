import type { Database } from '../src/platform/db/database.ts';
import type { AppProcess } from './app-process.ts';
import type { Signals } from './signals.ts';

interface HealthParts {
  readonly apps: readonly AppProcess[];
  /** Straight to the server, past the proxy. */
  readonly database: Database;
  readonly signals: Signals;
  readonly apiKey: string;
}

/** What waits longer than that for the bus is held up. */
const mostOutboxSeconds = 5;
const patienceMs = 2_000;

/** Why all is not well; empty where it is: each process is ready and has fresh numbers, no breaker is open, no event waits. */
export async function findIllness({ apps, database, signals, apiKey }: HealthParts): Promise<string[]> {
  const ofApps = apps.flatMap(({ name, url }) => [
    ask(`${url}/ready`, {}).then(async (response) => {
      const said = await response.text();
      return said === '{"status":"ready"}' ? [] : [`${name} is not ready: ${response.status} ${said}`];
    }),
    ask(`${url}/api/v1/downloads`, { 'x-api-key': apiKey }).then((response) => {
      if (response.status !== 200) return [`${name} has no numbers: ${response.status}`];
      return response.headers.has('last-modified') ? [`${name} has old numbers`] : [];
    }),
  ]);
  const asked = [...ofApps, findHeldUp(database)].map((one) => one.catch((error: unknown) => [String(error)]));
  const breakers = signals.openBreakers().map((name) => `the breaker ${name} is open`);
  return [...(await Promise.all(asked)).flat(), ...breakers];
}

function ask(url: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { headers, signal: AbortSignal.timeout(patienceMs) });
}

async function findHeldUp(database: Database): Promise<string[]> {
  const [row] = await database.query<{ seconds: number | null }>(
    'SELECT extract(epoch FROM now() - min(occurred_at))::float8 AS seconds FROM outbox_events WHERE published_at IS NULL',
  );
  const seconds = row?.seconds ?? 0;
  return seconds > mostOutboxSeconds ? [`an event has waited for ${Math.round(seconds)} s`] : [];
}
