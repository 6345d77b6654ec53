import { type Clock, startTimer } from '@scry/internal/clock';
import type { Sink } from './sink.ts';

/** What became of lines that were given to a sink. */
export interface Giving {
  /** Resolves when the sink has them, rejects when it refused them or took too long. */
  readonly inTime: Promise<void>;
  /** Whether the sink has them, once that is certain: a sink that hangs may still take them. */
  readonly settled: Promise<boolean>;
}

/** A sink took longer than it may. */
export class SinkTimeout extends Error {
  override readonly name = 'SinkTimeout';

  constructor(sink: string, timeoutMs: number) {
    super(`The sink ${JSON.stringify(sink)} took longer than ${timeoutMs} ms.`);
  }
}

/** Who is told of what a sink does not take. */
export interface SinkObserver {
  lost(feed: SinkFeed, lines: number): void;
  failed(feed: SinkFeed, lines: number, error: unknown): void;
}

/** Feeds one sink: one call of `append` at a time, and first of all the lines that it has missed. */
export class SinkFeed {
  readonly sink: Sink;
  readonly name: string;
  readonly timeoutMs: number;
  private readonly clock: Clock;
  private readonly maxOwed: number;
  private readonly observer: SinkObserver;
  /** Lines that stand in the log, and that this sink does not have. */
  private owed: string[] = [];
  private pumping: Promise<void> | undefined;
  /** The call of `append` that runs, or the last of those that wait for it. */
  private busy: Promise<boolean> | undefined;

  constructor(sink: Sink, options: { timeoutMs: number; maxOwed: number; clock: Clock }, observer: SinkObserver) {
    this.sink = sink;
    this.name = sink.name ?? 'sink';
    this.timeoutMs = options.timeoutMs;
    this.clock = options.clock;
    this.maxOwed = options.maxOwed;
    this.observer = observer;
  }

  get required(): boolean {
    return this.sink.required ?? true;
  }

  /** Gives lines to a sink, after those that it has missed, and after what it is just being given. */
  give(lines: readonly string[], durable: boolean): Giving {
    let missed: string[] = [];
    let all = lines;
    const append = (): Promise<void> => {
      missed = this.owed;
      this.owed = [];
      if (missed.length > 0) all = [...missed, ...lines];
      return this.sink.append(all, { durable });
    };
    const appended = this.busy === undefined ? called(append) : this.busy.then(append);
    const settled = appended.then(
      () => true,
      () => {
        const later = this.owed;
        this.owed = missed;
        this.owe(later);
        return false;
      },
    );
    this.busy = settled;
    void settled.then(() => {
      if (this.busy === settled) this.busy = undefined;
    });
    const inTime = this.within(appended);
    inTime.catch((error: unknown) => this.observer.failed(this, all.length, error));
    return { inTime, settled };
  }

  /** Notes lines that are in the log without this sink; it is given them before any others. */
  owe(lines: readonly string[]): void {
    const room = Math.max(0, this.maxOwed - this.owed.length);
    this.owed.push(...lines.slice(0, room));
    if (lines.length > room) this.observer.lost(this, lines.length - room);
  }

  /** Gives lines to an optional sink: nobody waits for it. What it refuses it is given again with the next ones. */
  offer(lines: readonly string[]): void {
    this.owe(lines);
    this.pumping ??= this.pump();
  }

  /** Resolves when the sink has what it was given, and says so. */
  async flush(): Promise<void> {
    if (this.owed.length > 0) this.offer([]);
    if (this.pumping !== undefined) await this.within(this.pumping);
    await this.within(called(async () => this.sink.flush?.()));
  }

  close(): Promise<void> {
    return this.within(called(() => this.sink.close()));
  }

  private async pump(): Promise<void> {
    let taken = true;
    while (taken && this.owed.length > 0) {
      const { inTime, settled } = this.give([], false);
      await inTime.catch(() => {}); // it was reported
      taken = await settled;
    }
    this.pumping = undefined; // in one step with the last look at what is owed
  }

  private within<T>(promise: Promise<T>): Promise<T> {
    if (this.timeoutMs === Infinity) return promise;
    return new Promise((resolve, reject) => {
      const stop = startTimer(this.clock, this.timeoutMs, () => reject(new SinkTimeout(this.name, this.timeoutMs)));
      promise.then(resolve, reject).finally(stop);
    });
  }
}

/** What a function throws instead of rejecting is a rejection too. */
async function called<T>(fn: () => Promise<T>): Promise<T> {
  return fn();
}
