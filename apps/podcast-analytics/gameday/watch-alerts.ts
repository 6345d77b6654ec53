import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { prometheus, startPrometheus } from 'services';
import type { AppProcess } from './app-process.ts';

interface WatchOptions {
  readonly apps: readonly AppProcess[];
  /** Of the role MONITOR. */
  readonly apiKey: string;
  readonly folder: string;
  /** Told every second of the alerts that fire: their name, and the instance where it is of one. */
  readonly onAlerts: (firing: readonly string[]) => void;
}

export interface AlertWatch {
  close(): Promise<void>;
}

const rules = join(import.meta.dirname, '../ops/prometheus');
const scrapeInterval = '5s';

/**
 * Watches the processes with a real Prometheus and the rules of `ops/prometheus`, as they are. Resolves with undefined, and says so
 * loudly, where this machine has none; with SCRY_REQUIRE_SERVICES=1, as in CI, that is a failure.
 */
export async function watchAlerts({ apps, apiKey, folder, onAlerts }: WatchOptions): Promise<AlertWatch | undefined> {
  if (prometheus.find() === undefined) {
    const missing = `There is no Prometheus on this machine, so that no alert is heard. Install it: ${prometheus.install}`;
    if (process.env['SCRY_REQUIRE_SERVICES'] === '1') throw new Error(missing);
    console.warn(`\n!!! ${missing}\n`);
    return undefined;
  }
  const doors = await Promise.all(apps.map(({ url }) => openDoor(url, apiKey)));
  const targets = doors.map((door) => `127.0.0.1:${portOf(door)}`);
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, JSON.stringify(configOf(targets))); // JSON is YAML
  const server = await startPrometheus(config);
  const ask = async () => {
    const response = await fetch(`${server.url}/api/v1/alerts`, { signal: AbortSignal.timeout(1_000) });
    onAlerts(firingIn(await response.json()));
  };
  const timer = setInterval(() => void ask().catch(() => {}), 1_000); // one that is missed is heard of a second later
  return {
    async close() {
      clearInterval(timer);
      await server.stop();
      for (const door of doors) {
        door.close();
        door.closeAllConnections();
      }
    },
  };
}

function configOf(targets: readonly string[]): object {
  return {
    global: { scrape_interval: scrapeInterval, evaluation_interval: scrapeInterval },
    rule_files: ['recording.yml', 'alerts.yml'].map((name) => join(rules, name)),
    scrape_configs: [{ job_name: 'podcast-analytics', static_configs: [{ targets }] }],
  };
}

/** Prometheus before 2.55 can send no header of our choice: this adds the key. */
async function openDoor(url: string, apiKey: string): Promise<Server> {
  const door = createServer((_, response) => {
    fetch(`${url}/metrics`, { headers: { 'x-api-key': apiKey }, signal: AbortSignal.timeout(5_000) })
      .then(async (answer) => {
        const type = answer.headers.get('content-type') ?? 'text/plain';
        response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
      })
      .catch(() => response.destroy()); // the process is away, and so is its target
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return door;
}

function portOf(server: Server): number {
  // The cast: a server that listens on a port has an address with one.
  return (server.address() as AddressInfo).port;
}

interface Alerts {
  readonly data?: {
    readonly alerts?: readonly {
      readonly labels: { readonly alertname: string; readonly instance?: string };
      readonly state: string;
    }[];
  };
}

function firingIn(answer: unknown): readonly string[] {
  const { data } = answer as Alerts; // the API of Prometheus, which is stable
  return (data?.alerts ?? [])
    .filter(({ state }) => state === 'firing')
    .map(({ labels }) => `${labels.alertname} ${labels.instance ?? ''}`.trim());
}
