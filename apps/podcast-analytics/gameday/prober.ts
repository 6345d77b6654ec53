import { atFixedTimes } from '../scripts/at-fixed-times.ts';
import type { Balancer } from './balancer.ts';
import { type HitLedger, sendHits } from './load.ts';
import type { Promised, PromisedRequest } from './traffic.ts';

/** What somebody saw who asked for all that is promised, from outside. */
export interface Probe {
  /** In milliseconds since the run began. */
  readonly at: number;
  /** The promises that were not kept. */
  readonly broken: readonly Promised[];
}

interface ProberOptions {
  readonly balancer: Balancer;
  /** One of each promise, the nth time. */
  readonly requestsAt: (n: number) => readonly PromisedRequest[];
  readonly origin: number;
  readonly ledger: HitLedger;
  readonly signal: AbortSignal;
}

/** After that the page counts as down, whatever it says later. */
const patienceMs = 2_000;

/** Probes every second until the signal ends it. */
export async function runProber({ balancer, requestsAt, origin, ledger, signal }: ProberOptions): Promise<Probe[]> {
  const probes: Probe[] = [];
  await atFixedTimes({
    perSecond: 1,
    signal,
    async call(n, intended) {
      const asked = requestsAt(n).map(async (request) => {
        const { status } = await sendHits(balancer, request, ledger, patienceMs);
        return status === request.expected ? [] : [request.kind];
      });
      probes.push({ at: intended - origin, broken: (await Promise.all(asked)).flat() });
    },
  });
  return probes.sort((a, b) => a.at - b.at);
}
