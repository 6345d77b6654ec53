import type { Clock } from '@scry/internal/clock';
import { sleep } from '@scry/internal/sleep';
import { DeliveryError } from './delivery-error.ts';
import type { SinkHost } from './sink.ts';
import { openSpool, type Spool, type SpoolLimits } from './spool.ts';

/** What a server will never take. */
export interface Refusals {
  readonly lines: readonly string[];
  readonly reason: string;
}

/**
 * Sends a batch. Resolves when the server has each line of it or refuses it for good; rejects when all of it is to be sent again.
 * `'in-halves'`: the server does not take the batch as a whole.
 */
export type Send = (lines: readonly string[], signal: AbortSignal) => Promise<Refusals | 'in-halves' | undefined>;

export interface ForwarderOptions {
  readonly name: string;
  readonly required: boolean;
  readonly send: Send;
  readonly spool: SpoolLimits;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Takes lines to the disk, and from there to a server, one batch at a time. */
export interface Forwarder {
  open(host: SinkHost): Promise<void>;
  append(lines: readonly string[]): Promise<void>;
  /** Resolves when nothing waits any more; rejects when the sink is closed before. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** What a server asks for is heeded, within reason. */
const longestRetryAfterMs = 600_000;

export function createForwarder({ name, required, send, spool: limits, clock, random }: ForwarderOptions): Forwarder {
  const closing = new AbortController();
  const { signal } = closing;
  let spool: Spool | undefined;
  let host: SinkHost | undefined;
  let pump: Promise<void> | undefined;

  function opened(): Spool {
    if (spool && !signal.aborted) return spool;
    throw new Error(`${name}: the sink is ${signal.aborted ? 'closed' : 'not open'}`);
  }

  /** Sends what waits, oldest first, until nothing does. */
  async function drain(from: Spool): Promise<void> {
    try {
      for (let batch = await from.oldest(); batch; batch = await from.oldest()) {
        await deliver(await from.read(batch), from);
        await from.remove(batch);
      }
    } finally {
      pump = undefined;
    }
  }

  async function deliver(lines: readonly string[], from: Spool): Promise<void> {
    const result = lines.length > 0 ? await sendUntilTaken(lines) : undefined;
    if (result === 'in-halves' && lines.length > 1) {
      const middle = lines.length >> 1;
      await deliver(lines.slice(0, middle), from);
      await deliver(lines.slice(middle), from);
    } else if (result) {
      const refused = result === 'in-halves' ? { lines, reason: 'not even by itself' } : result;
      await from.setAside(refused.lines);
      const { length } = refused.lines;
      tell(length, new Error(`${name}: ${length} events were refused for good: ${refused.reason}`));
      host?.report({ type: 'sink-dropped', name: host.stream, sink: name, lines: length });
    }
  }

  async function sendUntilTaken(lines: readonly string[]): Promise<Awaited<ReturnType<Send>>> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await send(lines, signal);
      } catch (error) {
        signal.throwIfAborted();
        tell(lines.length, error);
        const asked = error instanceof DeliveryError ? (error.retryAfterMs ?? 0) : 0;
        const backoff = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt) * (0.5 + random() / 2);
        await sleep(unheld(clock), Math.max(backoff, Math.min(asked, longestRetryAfterMs)), [signal]);
      }
    }
  }

  function tell(lines: number, error: unknown): void {
    host?.report({ type: 'sink-failed', name: host.stream, sink: name, required, lines, error });
  }

  /** One pump runs at a time: batches stay in their order. */
  function wake(): void {
    const from = opened();
    if (pump) return;
    pump = drain(from);
    // What ends it is the closing, or a disk that cannot be read: the next call of append begins anew.
    pump.catch((error: unknown) => signal.aborted || tell(0, error));
  }

  return {
    async open(given) {
      host = given;
      spool = await openSpool(limits);
      wake();
    },
    async append(lines) {
      await opened().append(lines);
      wake();
    },
    async drained() {
      wake();
      await pump;
    },
    async close() {
      closing.abort(new Error(`${name}: the sink is closed`));
      await pump?.catch(() => undefined);
      await spool?.close();
    },
  };
}

/** A wait for a server keeps no process alive: what waits is on the disk. */
function unheld(clock: Clock): Clock {
  return {
    ...clock,
    setTimeout(fn, ms) {
      const handle: unknown = clock.setTimeout(fn, ms);
      if (handle instanceof Object && 'unref' in handle && typeof handle.unref === 'function') handle.unref();
      return handle;
    },
  };
}
