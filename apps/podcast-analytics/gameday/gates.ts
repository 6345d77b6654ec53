import type { BackupDrill } from './backup-drill.ts';
import type { Check } from './game.ts';
import type { Reconciliation } from './reconcile.ts';
import type { PhaseSummary } from './summary.ts';

/** What the gates ask about. */
export interface Outcome {
  readonly phases: readonly PhaseSummary[];
  /** The names of the phases in which a process is killed while it answers. */
  readonly kills: readonly string[];
  /** The names of the phases that somebody must hear of. */
  readonly detectable: readonly string[];
  readonly checks: readonly Check[];
  readonly data: Reconciliation;
  readonly backups: BackupDrill;
  /** The same traffic without resilience. */
  readonly off: readonly PhaseSummary[];
}

export interface Gate {
  readonly name: string;
  readonly target: string;
  readonly measured: string;
  readonly ok: boolean;
}

const limits = {
  errorRate: 0.001,
  contrast: 20,
  p95Ms: 500,
  uptime: 0.999,
  detectionMs: 30_000,
  recoveryMs: 30_000,
  amplification: 1.1,
};

/** Whether the day went as it must. */
export function judge({ phases, kills, detectable, checks, data, backups, off }: Outcome): Gate[] {
  const failed = total(phases, 'failed');
  const requests = total(phases, 'requests');
  const probes = total(phases, 'probes');
  const uptime = (probes - total(phases, 'brokenProbes')) / probes;
  const slowest = largest(
    phases.filter(({ name }) => !kills.includes(name)),
    ({ latency }) => latency.p95,
  );
  const latest = largest(
    phases.filter(({ name }) => detectable.includes(name)),
    ({ detected }) => detected?.afterMs ?? Infinity,
  );
  const longest = largest(phases, ({ healthyAfterMs }) => healthyAfterMs ?? Infinity);
  const contrast = contrastOf(phases, off);
  const undone = checks.filter(({ ok }) => !ok);
  return [
    {
      name: 'error rate of the whole run',
      target: '<= 0.1 %',
      measured: `${percent(failed / requests)}: ${failed} of ${requests}`,
      ok: requests > 0 && failed / requests <= limits.errorRate,
    },
    {
      name: 'failures without resilience, in the same phases',
      target: '>= 20 times as many',
      measured: `${contrast.ratio.toFixed(0)} times: ${percent(contrast.offRate)} beside ${percent(contrast.onRate)}`,
      ok: contrast.ratio >= limits.contrast,
    },
    {
      name: 'p95 in every phase but the kills',
      target: '< 500 ms',
      measured: `${slowest.value.toFixed(0)} ms at most, in "${slowest.name}"`,
      ok: slowest.value < limits.p95Ms,
    },
    {
      name: 'probes, one a second, that found all promises kept',
      target: '>= 99.9 %',
      measured: `${percent(uptime)} of ${probes}`,
      ok: uptime >= limits.uptime,
    },
    {
      name: 'first alert or breaker',
      target: '<= 30 s',
      measured: `${seconds(latest.value)} at most, in "${latest.name}"`,
      ok: latest.value <= limits.detectionMs,
    },
    {
      name: 'healthy after the end of a fault, nobody acting',
      target: '<= 30 s',
      measured: `${seconds(longest.value)} at most, after "${longest.name}"`,
      ok: longest.value <= limits.recoveryMs,
    },
    {
      name: 'backup',
      target: 'restored and compared; a corrupted one is caught',
      measured: `${backups.verified}; corrupted: ${backups.corrupted}`,
      ok: backups.isVerified && backups.isCorruptionCaught,
    },
    none('acknowledged hits lost', data.lostHits, data.acknowledgedHits, 'acknowledged'),
    none('hits stored or counted twice', data.hitsTwice, data.storedHits, 'stored'),
    none('invoices charged twice', data.chargedTwice, data.charges, 'charges'),
    none('payments that the service and the provider disagree on', data.unsettled, data.ordered, 'ordered'),
    {
      name: 'retry amplification',
      target: '<= 1.1',
      measured: `${data.amplification.toFixed(3)}: ${data.upstreamCalls} calls seen, ${data.intendedCalls} meant`,
      ok: data.intendedCalls > 0 && data.amplification <= limits.amplification,
    },
    {
      name: 'deeds that did what they are for',
      target: 'all',
      measured:
        undone.length === 0
          ? `${checks.length} of ${checks.length}`
          : undone.map(({ name }) => `not: ${name}`).join('; '),
      ok: checks.length > 0 && undone.length === 0,
    },
  ];
}

/** Of rates over the phases that both runs have. Where nothing failed, the one request that did not is what is compared with. */
export function contrastOf(on: readonly PhaseSummary[], off: readonly PhaseSummary[]) {
  const shared = (phases: readonly PhaseSummary[], others: readonly PhaseSummary[]) =>
    phases.filter(({ name }) => others.some((other) => other.name === name));
  const onShared = shared(on, off);
  const offShared = shared(off, on);
  const onRate = total(onShared, 'failed') / total(onShared, 'requests');
  const offRate = total(offShared, 'failed') / total(offShared, 'requests');
  return { onRate, offRate, ratio: offRate / Math.max(onRate, 1 / total(onShared, 'requests')) };
}

/** None among all of them, where there are any. */
function none(name: string, count: number, among: number, what: string): Gate {
  return { name, target: '0', measured: `${count} of ${among} ${what}`, ok: count === 0 && among > 0 };
}

function total(phases: readonly PhaseSummary[], field: 'failed' | 'requests' | 'probes' | 'brokenProbes'): number {
  return phases.reduce((sum, phase) => sum + phase[field], 0);
}

function largest(phases: readonly PhaseSummary[], measure: (phase: PhaseSummary) => number) {
  return phases.reduce(
    (worst, phase) => (measure(phase) > worst.value ? { name: phase.name, value: measure(phase) } : worst),
    { name: 'none', value: Number.NEGATIVE_INFINITY },
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`;
}

function seconds(ms: number): string {
  return ms === Infinity ? 'never' : `${(ms / 1000).toFixed(1)} s`;
}
