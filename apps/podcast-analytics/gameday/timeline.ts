import type { Sample } from './load.ts';
import type { Probe } from './prober.ts';
import { latencyOf } from './summary.ts';

/** What was to be sent in one second, and what became of it. */
export interface Second {
  /** Since the run began. */
  readonly second: number;
  readonly requests: number;
  readonly failed: number;
  readonly p95Ms: number;
  readonly brokenProbes: number;
}

/** Every second in which something was sent, in order. */
export function timelineOf(samples: readonly Sample[], probes: readonly Probe[]): Second[] {
  const bySecond = new Map<number, Sample[]>();
  for (const sample of samples) {
    const second = Math.floor(sample.at / 1000);
    const inIt = bySecond.get(second);
    if (inIt) inIt.push(sample);
    else bySecond.set(second, [sample]);
  }
  const broken = probes.filter((probe) => probe.broken.length > 0).map(({ at }) => Math.floor(at / 1000));
  return [...bySecond].map(([second, inIt]) => ({
    second,
    requests: inIt.length,
    failed: inIt.filter(({ isAnswered }) => !isAnswered).length,
    p95Ms: latencyOf(inIt.map(({ ms }) => ms)).p95,
    brokenProbes: broken.filter((one) => one === second).length,
  }));
}
