import { atFixedTimes } from '../scripts/at-fixed-times.ts';
import type { Balancer } from './balancer.ts';
import type { Promised, PromisedRequest } from './traffic.ts';

/** What became of one request. */
export interface Sample {
  readonly kind: Promised;
  /** When it was to be sent, in milliseconds since the run began. */
  readonly at: number;
  /** From then until its answer, so that a service that stands still is charged for all who wait. */
  readonly ms: number;
  /** `0` is no answer. */
  readonly status: number;
  readonly isAnswered: boolean;
  readonly wasMoved: boolean;
}

/** The hits that were sent, and those of them that the service has promised to keep. */
export interface HitLedger {
  readonly sent: Set<number>;
  readonly acknowledged: Set<number>;
}

interface LoadOptions {
  readonly balancer: Balancer;
  readonly requestAt: (n: number) => PromisedRequest;
  readonly perSecond: number;
  /** Of the run, by `performance.now`. */
  readonly origin: number;
  readonly ledger: HitLedger;
  readonly signal: AbortSignal;
}

/** How long anybody waits for an answer. */
const patienceMs = 10_000;

/** Sends the traffic until the signal ends it, and resolves with what became of it when the last answer is there. */
export async function runLoad({ balancer, requestAt, perSecond, origin, ledger, signal }: LoadOptions) {
  const samples: Sample[] = [];
  await atFixedTimes({
    perSecond,
    signal,
    async call(n, intended) {
      const request = requestAt(n);
      const { status, wasMoved } = await sendHits(balancer, request, ledger, patienceMs);
      const isAnswered = status === request.expected;
      const times = { at: intended - origin, ms: performance.now() - intended };
      samples.push({ kind: request.kind, ...times, status, isAnswered, wasMoved });
    },
  });
  return samples.sort((a, b) => a.at - b.at);
}

/** Sends a request, and keeps the books of the hits in it. */
export async function sendHits(balancer: Balancer, request: PromisedRequest, ledger: HitLedger, patience: number) {
  for (const time of request.hitTimes) ledger.sent.add(time);
  const answer = await balancer.send(request, patience);
  if (answer.status === 202) for (const time of request.hitTimes) ledger.acknowledged.add(time);
  return answer;
}
