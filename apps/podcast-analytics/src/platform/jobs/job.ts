import type * as z from 'zod';

/** A piece of work as whoever orders it knows it. */
export interface NewJob {
  readonly name: string;
  /** Of whose data it is; none for the platform's own. */
  readonly tenantId?: string | undefined;
  readonly payload: unknown;
  /** Of two jobs of the same name, tenant and key, only the first is ever done. */
  readonly key?: string | undefined;
  /** @default at once */
  readonly runAt?: Date | undefined;
}

/** What a run is told besides its payload. */
export interface JobRun {
  /** The same for each try: a key for whoever must not do it twice. */
  readonly jobId: string;
  readonly tenantId: string | undefined;
  /** 1, 2, … */
  readonly attempt: number;
  /** Aborts when its time is up, and when the process ends: stop then, it is tried again. */
  readonly signal: AbortSignal;
}

export interface JobHandler<Payload = unknown> {
  readonly schema: z.ZodType<Payload>;
  /** Tries in all, the first one included. @default 8, over two hours */
  readonly attempts?: number;
  /** For each try. @default 60_000 */
  readonly timeoutMs?: number;
  /**
   * Does the work; it may run more than once, so it must come to the same. What it rejects with may say `retryable: false`, or
   * `retryAfterMs`.
   */
  run(payload: Payload, run: JobRun): Promise<void>;
}

/** One that runs now. */
export interface TakenJob {
  readonly id: string;
  readonly name: string;
  readonly tenantId?: string | undefined;
  readonly payload: unknown;
  readonly lease: string;
  readonly attempt: number;
  readonly requestId?: string | undefined;
  readonly userId?: string | undefined;
  readonly traceparent?: string | undefined;
}
