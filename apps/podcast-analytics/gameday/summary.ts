import type { Detection } from './detection.ts';
import type { PhaseRecord } from './game.ts';
import type { Sample } from './load.ts';
import type { Probe } from './prober.ts';

/** Milliseconds, by the nearest rank. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

interface Counted {
  readonly requests: number;
  readonly failed: number;
  readonly latency: Latency;
}

export interface PhaseSummary extends PhaseRecord, Counted {
  readonly detected: Detection | undefined;
  readonly probes: number;
  readonly brokenProbes: number;
}

interface Seen {
  readonly phases: readonly PhaseRecord[];
  readonly samples: readonly Sample[];
  readonly probes: readonly Probe[];
}

/** The numbers of each phase: what was to be sent between its begin and that of the next one. */
export function summarise(
  { phases, samples, probes }: Seen,
  detections: ReadonlyMap<string, Detection>,
): PhaseSummary[] {
  return phases.map((phase) => {
    const isIn = ({ at }: { readonly at: number }) => at >= phase.from && at < phase.to;
    const probesIn = probes.filter(isIn);
    const brokenProbes = probesIn.filter(({ broken }) => broken.length > 0).length;
    const counts = { ...count(samples.filter(isIn)), probes: probesIn.length, brokenProbes };
    return { ...phase, ...counts, detected: detections.get(phase.name) };
  });
}

function count(samples: readonly Sample[]): Counted {
  const failed = samples.filter(({ isAnswered }) => !isAnswered).length;
  return { requests: samples.length, failed, latency: latencyOf(samples.map(({ ms }) => ms)) };
}

export function latencyOf(durations: readonly number[]): Latency {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
