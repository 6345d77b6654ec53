import { Agent, request } from 'node:http';
import { atFixedTimes } from './at-fixed-times.ts';

export interface OpenLoopOptions {
  readonly url: string;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  /** The nth request. */
  readonly next: (n: number) => {
    readonly path: string;
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Buffer;
  };
}

export interface OpenLoopReport {
  readonly sent: number;
  /** By status; `0` is no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** From the time at which the request was to be sent, so that a server that stands still is charged for all who wait. */
  readonly milliseconds: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
  /** Until the last answer. */
  readonly seconds: number;
}

/** Sends requests at fixed times, and measures how they were answered. */
export async function openLoop({ url, requestsPerSecond, seconds, next }: OpenLoopOptions): Promise<OpenLoopReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const start = performance.now();
  const total = Math.round(requestsPerSecond * seconds);

  function send(n: number, intended: number): Promise<void> {
    const { path, method = 'GET', headers = {}, body } = next(n);
    return new Promise((resolve) => {
      const done = (status: number) => {
        latencies.push(performance.now() - intended);
        statuses[status] = (statuses[status] ?? 0) + 1;
        resolve();
      };
      const length = body ? { 'content-length': String(body.length) } : {};
      const sent = request(`${url}${path}`, { agent, method, headers: { ...headers, ...length } }, (response) => {
        response.resume().on('end', () => done(response.statusCode ?? 0));
      });
      sent.on('error', () => done(0));
      sent.end(body);
    });
  }

  await atFixedTimes({ perSecond: requestsPerSecond, calls: total, call: send });
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Number((latencies[Math.ceil(share * latencies.length) - 1] ?? 0).toFixed(1));
  return {
    sent: total,
    statuses,
    milliseconds: { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
  };
}
