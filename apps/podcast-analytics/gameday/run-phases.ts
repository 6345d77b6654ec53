import { setTimeout as sleep } from 'node:timers/promises';
import type { Game, Phase, PhaseRecord } from './game.ts';
import { until } from './until.ts';

interface RunPhasesOptions {
  readonly phases: readonly Phase[];
  readonly secondsOf: (phase: Phase) => number;
  readonly game: Game;
  /** How long all is waited for to be well again after a phase. */
  readonly patienceMs: number;
  /** Of the run, by `performance.now`. */
  readonly origin: number;
  readonly findIllness: () => Promise<string[]>;
  readonly log: (line: string) => void;
}

const restMs = 1_000;

/** Plays the phases one after the other: the next begins when all is well after the one before. */
export async function runPhases(options: RunPhasesOptions): Promise<PhaseRecord[]> {
  const records: PhaseRecord[] = [];
  for (const phase of options.phases) records.push(await runPhase(phase, options));
  return records;
}

async function runPhase(phase: Phase, options: RunPhasesOptions): Promise<PhaseRecord> {
  const { game, origin, log, findIllness, secondsOf, patienceMs } = options;
  const now = () => performance.now() - origin;
  const from = now();
  const seconds = secondsOf(phase);
  const end = await phase.begin(game, seconds);
  await sleep(seconds * 1000);
  await end();
  const faultEnd = now();
  let waitedFor: readonly string[] = [];
  const isWell = await until(async () => {
    const illness = await findIllness();
    if (illness.length > 0) waitedFor = illness;
    return illness.length === 0;
  }, patienceMs);
  const healthyAfterMs = isWell ? now() - faultEnd : undefined;
  await sleep(restMs);
  const to = now();
  const said = `${isWell ? `well after ${ms(healthyAfterMs)}` : 'not well'}${waitedFor.length > 0 ? ` (${waitedFor.join('; ')})` : ''}`;
  log(`${phase.name}: ${ms(faultEnd - from)}, ${said}`);
  return { name: phase.name, from, faultEnd, to, healthyAfterMs, waitedFor };
}

function ms(value = 0): string {
  return `${(value / 1000).toFixed(1)} s`;
}
