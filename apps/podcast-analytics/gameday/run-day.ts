import { openDatabase } from '../src/platform/db/open-database.ts';
import { startAppProcess } from './app-process.ts';
import { createBalancer } from './balancer.ts';
import type { Check, Game, Phase, PhaseRecord } from './game.ts';
import { findIllness } from './health.ts';
import { type HitLedger, runLoad, type Sample } from './load.ts';
import { logIn } from './log-in.ts';
import { type PayerReport, runPayer } from './payer.ts';
import { prepareDatabase } from './prepare-database.ts';
import { type Probe, runProber } from './prober.ts';
import { runPhases } from './run-phases.ts';
import { createSignals, type Signals } from './signals.ts';
import { createTraffic, promises } from './traffic.ts';
import { until } from './until.ts';
import { watchAlerts } from './watch-alerts.ts';
import { startWorld } from './world.ts';

export interface DayOptions {
  readonly phases: readonly Phase[];
  readonly secondsOf: (phase: Phase) => number;
  readonly seed: number;
  readonly perSecond: number;
  /** On top of those of the world. */
  readonly settings: Readonly<Record<string, string>>;
  /** How long all is waited for to be well again after a phase. */
  readonly patienceMs: number;
  /** Whether Prometheus watches for alerts. */
  readonly isWatched: boolean;
  readonly log: (line: string) => void;
}

/** What was seen of a day. */
export interface Day {
  readonly phases: readonly PhaseRecord[];
  readonly samples: readonly Sample[];
  readonly probes: readonly Probe[];
  readonly signals: Signals;
  readonly checks: readonly Check[];
  readonly ledger: HitLedger;
  readonly payer: PayerReport;
  /** How often processes were started again. */
  readonly restarts: number;
}

/** More than there are seconds in a day. */
const invoices = 1_500;
/** Hits are of the day before, so that none lies in the future. */
const dayMs = 86_400_000;
/** Those of the prober and of the warm-up are told from those of the load by their number. */
const firstProbe = 1_000_000;
const firstWarmUp = 2_000_000;
/** Until its code is compiled, a process is slower than it ever is again. */
const warmUpMs = 5_000;

/**
 * Starts the world and two processes of the application, plays the phases under load, and lets the caller look at what is left
 * before all of it is ended.
 */
export async function runDay<T>(options: DayOptions, lookAfter: (game: Game, day: Day) => Promise<T>): Promise<T> {
  const { seed, perSecond, settings, isWatched, log } = options;
  const firstTime = Date.now() - dayMs;
  const world = await startWorld(seed);
  const opened: (() => unknown)[] = [() => world.close()];
  const close = async () => {
    for (const closeOne of opened.reverse()) await closeOne();
  };
  try {
    const prepared = await prepareDatabase(world.postgres.url, invoices);
    const database = await openDatabase({ url: world.postgres.url, migrated: false });
    opened.push(() => database.close());
    const origin = performance.now();
    const signals = createSignals(origin);
    const started = { settings: { ...world.settings, ...settings }, folder: world.folder, onLog: signals.takeLog };
    const apps = await Promise.all(['app-1', 'app-2'].map((name) => startAppProcess({ name, ...started })));
    opened.push(() => Promise.all(apps.map((app) => app.stop())));
    const balancer = createBalancer(apps.map(({ url }) => url));
    opened.push(() => balancer.close());
    const apiKey = prepared.keys.programs;
    const session = await logIn(apps[0]?.url ?? '', prepared.logIn);
    const checks: Check[] = [];
    const game: Game = { world, apps, balancer, prepared, session, checks };

    const ledger: HitLedger = { sent: new Set(), acknowledged: new Set() };
    const stopping = new AbortController();
    const { signal } = stopping;
    const traffic = createTraffic(seed, firstTime, { apiKey, session });
    const requestsAt = (n: number) => promises.map((kind, i) => traffic.of(kind, firstProbe + n * promises.length + i));
    const about = { balancer, origin, ledger, signal };
    const ill = () => findIllness({ apps, database, signals, apiKey });
    if (!(await until(async () => (await ill()).length === 0, 30_000))) throw new Error((await ill()).join('; '));

    const warmUp = { ...about, perSecond, requestAt: (n: number) => traffic.at(firstWarmUp + n) };
    await runLoad({ ...warmUp, signal: AbortSignal.timeout(warmUpMs) });

    if (isWatched) {
      const watching = { apps, apiKey: prepared.keys.monitor, folder: world.folder, onAlerts: signals.takeAlerts };
      const watch = await watchAlerts(watching);
      opened.push(() => watch?.close());
    }
    const running = Promise.all([
      runLoad({ ...about, requestAt: traffic.at, perSecond }),
      runProber({ ...about, requestsAt }),
      runPayer({ balancer, invoices: prepared.invoices, apiKey, signal }),
    ]);
    const phases = await runPhases({ ...options, game, origin, findIllness: ill, log });
    stopping.abort();
    const [samples, probes, payer] = await running;
    const restarts = apps.reduce((sum, app) => sum + app.restarts, 0);
    return await lookAfter(game, { phases, samples, probes, signals, checks, ledger, payer, restarts });
  } finally {
    await close();
  }
}
