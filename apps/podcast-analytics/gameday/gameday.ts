/**
 * The game day: the application between real servers that fail in every way, under load, and what clients saw of it. Ends with 1
 * where a gate is not met. `npm run gameday -- [--quick] [--out folder] [--seed n] [--only phase]`; the contract: README, "Game day".
 */
import { setMaxListeners } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { drillBackups } from './backup-drill.ts';
import { detect } from './detection.ts';
import type { Phase } from './game.ts';
import { judge } from './gates.ts';
import { phases } from './phases.ts';
import { reconcile } from './reconcile.ts';
import type { GameDayReport } from './report.ts';
import { type Day, type DayOptions, runDay } from './run-day.ts';
import { type PhaseSummary, summarise } from './summary.ts';
import { timelineOf } from './timeline.ts';
import { writeReport } from './write-report.tsx';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    out: { type: 'string', default: join(import.meta.dirname, 'out') },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
  },
});
const startedAt = new Date();
const loadBefore = loadavg();
// Ends what was started as well: each server, and each process, listens to the end of this one.
setMaxListeners(50, process);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
const began = performance.now();
const log = (line: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
const played = phases
  .filter(({ quickSeconds }) => !values.quick || quickSeconds !== undefined)
  .filter(({ name }) => values.only?.includes(name) ?? true);
const common = { seed: Number(values.seed), perSecond: 24, log };

const on: DayOptions = {
  ...common,
  phases: played,
  secondsOf: ({ seconds, quickSeconds }) => (values.quick ? (quickSeconds ?? seconds) : seconds),
  settings: {},
  isWatched: true,
  patienceMs: 45_000, // the gate asks for less
};
const off: DayOptions = {
  ...common,
  phases: played.filter(({ inContrast }) => inContrast),
  secondsOf: ({ seconds, quickSeconds = seconds }) => quickSeconds,
  settings: { RESILIENCE: 'off' },
  isWatched: false,
  patienceMs: 5_000, // what it does not get over is part of what it fails in
  log: (line) => log(`without resilience: ${line}`),
};

const outcome = await runDay(on, async (game, day) => {
  const database = await openDatabase({ url: game.world.postgres.url, migrated: false });
  try {
    // What waits for its time does so meanwhile.
    const [data, backups, without] = await Promise.all([
      reconcile(game, day, database),
      drillBackups(game),
      runDay(off, async (_, offDay) => offDay),
    ]);
    return { day, data, backups, without };
  } finally {
    await database.close();
  }
});

const { day, data, backups, without } = outcome;
const [summary, summaryOff] = [summaryOf(day), summaryOf(without)];
const namesOf = (some: readonly Phase[]) => some.map(({ name }) => name);
const gates = judge({
  phases: summary,
  kills: namesOf(played.filter(({ isKill }) => isKill)),
  detectable: namesOf(played.filter(({ detectedBy }) => !('nothing' in detectedBy))),
  checks: day.checks,
  off: summaryOff,
  ...{ data, backups },
});
const playedOf = (one: Day, summaries: readonly PhaseSummary[]) => ({
  phases: summaries,
  timeline: timelineOf(one.samples, one.probes),
  signals: one.signals.all,
  restarts: one.restarts,
});
const report: GameDayReport = {
  startedAt: startedAt.toISOString(),
  seconds: Math.round((performance.now() - began) / 1000),
  quick: values.quick,
  ...{ seed: common.seed, perSecond: common.perSecond },
  machine: { node: process.version, cpus: availableParallelism(), loadBefore, loadAfter: loadavg() },
  ...{ gates, data, backups, checks: day.checks },
  on: playedOf(day, summary),
  off: playedOf(without, summaryOff),
};
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'gameday.json'), `${JSON.stringify(report, null, 2)}\n`);
writeFileSync(join(out, 'gameday.html'), writeReport(report));
for (const { ok, name, target, measured } of gates)
  log(`${ok ? 'met    ' : 'NOT MET'} ${name}: ${measured} (${target})`);
log(`the report: ${out}`);
process.exitCode = gates.every(({ ok }) => ok) ? 0 : 1;

function summaryOf(day: Day) {
  return summarise(day, detect(played, day.phases, day.signals.all));
}
