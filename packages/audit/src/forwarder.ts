import type { Clock } from '@scry/internal/clock';
import { sleep } from '@scry/internal/sleep';
import type { SinkHost } from './sink.ts';
import { openSpool, type Spool, type SpoolLimits } from './spool.ts';

/** What a server will never take. */
export interface Refusals {
  readonly lines: readonly string[];
  readonly reason: string;
}

/** What a request is bounded by. */
export interface Bounds {
  readonly signal: AbortSignal;
  /** Its timers keep no process alive: what waits is on the disk. */
  readonly clock: Clock;
}

/**
 * Sends a batch. Resolves when the server has each line of it or refuses it for good; rejects when all of it is to be sent again.
 * `'in-halves'`: the server does not take the batch as a whole.
 */
export type Send = (lines: readonly string[], bounds: Bounds) => Promise<Refusals | 'in-halves' | undefined>;

export interface ForwarderOptions {
  readonly name: string;
  readonly required: boolean;
  readonly send: Send;
  readonly spool: SpoolLimits;
  readonly random: () => number;
}

/** Takes lines to the disk, and from there to a server, one batch at a time. */
export interface Forwarder {
  append(lines: readonly string[]): Promise<void>;
  /** Resolves when nothing waits any more; rejects when it is closed before. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** What a server asks for is heeded, within reason. */
const longestRetryAfterMs = 600_000;

/** Opens the spool, and begins to send what the last process left in it. */
export async function startForwarder(options: ForwarderOptions, host: SinkHost): Promise<Forwarder> {
  const { name, required, send, random } = options;
  const spool = await openSpool(options.spool);
  const closing = new AbortController();
  const bounds = { signal: closing.signal, clock: unheld(host.clock) };
  let pump: Promise<void> | undefined;

  /** Sends what waits, oldest first, until nothing does. */
  async function drain(from: Spool): Promise<void> {
    try {
      for (let batch = await from.oldest(); batch; batch = await from.oldest()) {
        const lines = await from.read(batch);
        if (lines.length > 0) await deliver(lines);
        await from.remove(batch);
      }
    } finally {
      pump = undefined;
    }
  }

  async function deliver(lines: readonly string[]): Promise<void> {
    const result = await sendUntilTaken(lines);
    if (result === undefined) return;
    if (result !== 'in-halves') return setAside(result);
    const middle = lines.length >> 1;
    if (middle === 0) return setAside({ lines, reason: 'not even by itself was it taken' });
    await deliver(lines.slice(0, middle));
    await deliver(lines.slice(middle));
  }

  async function sendUntilTaken(lines: readonly string[]): Promise<Awaited<ReturnType<Send>>> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await send(lines, bounds);
      } catch (error) {
        bounds.signal.throwIfAborted();
        tell(lines.length, error);
        // Any error may say when to come again.
        const { retryAfterMs: asked = 0 } = error as { readonly retryAfterMs?: number };
        const backoff = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt) * (0.5 + random() / 2);
        await sleep(bounds.clock, Math.max(backoff, Math.min(asked, longestRetryAfterMs)), [bounds.signal]);
      }
    }
  }

  async function setAside({ lines, reason }: Refusals): Promise<void> {
    await spool.setAside(lines);
    tell(lines.length, new Error(`${name}: refused for good, and set aside: ${reason}`));
    host.report({ type: 'sink-dropped', name: host.stream, sink: name, lines: lines.length });
  }

  function tell(lines: number, error: unknown): void {
    host.report({ type: 'sink-failed', name: host.stream, sink: name, required, lines, error });
  }

  /** One pump runs at a time: batches stay in their order. */
  function wake(): Promise<void> {
    if (pump) return pump;
    pump = drain(spool);
    // What ends it is the closing, or a disk that cannot be read: the next call of append begins anew.
    pump.catch((error: unknown) => closing.signal.aborted || tell(0, error));
    return pump;
  }

  void wake();
  return {
    async append(lines) {
      await spool.append(lines);
      void wake();
    },
    async drained() {
      // Whoever waits for it holds the process, which no timer of ours does.
      const hold = setInterval(wake, 2 ** 30);
      await wake().finally(() => clearInterval(hold));
    },
    async close() {
      closing.abort(new Error(`${name}: the sink is closed`));
      await pump?.catch(() => undefined);
      await spool.close();
    },
  };
}

function unheld(clock: Clock): Clock {
  return {
    ...clock,
    setTimeout(fn, ms) {
      const handle: unknown = clock.setTimeout(fn, ms);
      // A timer of Node; other clocks have handles of their own.
      (handle as { unref?(): void }).unref?.();
      return handle;
    },
  };
}
