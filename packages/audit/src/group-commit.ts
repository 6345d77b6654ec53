import type { Receipt } from './audit.ts';
import type { AuditNotice } from './audit-notice.ts';
import { AuditWriteError, type WriteFailure } from './audit-write-error.ts';
import type { BuiltEvent } from './build-event.ts';
import { type SealedLine, seal } from './line.ts';
import type { Tail } from './sink.ts';
import { type Giving, type SinkFeed, SinkTimeout } from './sink-feed.ts';

/** An event in the queue, and who waits for it. */
interface Entry extends BuiltEvent {
  readonly waiting?: { resolve(receipt: Receipt): void; reject(error: AuditWriteError): void } | undefined;
  /** The lost events that it tells of, if that is what it is about. */
  readonly loss?: { readonly count: number; readonly reason: LossReason };
}

interface SealedEntry {
  readonly entry: Entry;
  readonly line: SealedLine;
}

type Settling = (error: AuditWriteError) => void;

export type LossReason = 'queue-full' | 'sink-failed';

export interface GroupCommitOptions {
  readonly name: string;
  readonly feeds: readonly SinkFeed[];
  /** Where the chain goes on, once the sinks are open. */
  readonly opened: Promise<Tail>;
  readonly maxQueue: number;
  readonly onFailure: 'reject' | 'degrade';
  readonly report: ((notice: AuditNotice) => void) | undefined;
  /** The event that tells of lost ones. */
  readonly lossEvent: (count: number, reason: LossReason) => BuiltEvent | undefined;
}

/**
 * The one writer: while a batch is on its way to the disk the next one gathers, so that many callers share one sync (group
 * commit, DeWitt et al. 1984). An event gets its place in the chain with its batch; a batch that fails leaves no gap.
 */
export class GroupCommit {
  private readonly options: GroupCommitOptions;
  private readonly required: readonly SinkFeed[];
  private readonly optional: readonly SinkFeed[];
  private queue: Entry[] = [];
  private running: Promise<void> | undefined;
  /** A sink has had its time and has not answered: whoever comes now is told at once. */
  private stalled = false;
  private closed = false;
  /** Those who wait for all to be settled. */
  private settling: Settling[] = [];
  private tail: Tail | undefined;
  /** Lost events of which the log does not tell yet. */
  private readonly losses: Record<LossReason, number> = { 'queue-full': 0, 'sink-failed': 0 };

  constructor(options: GroupCommitOptions) {
    this.options = options;
    this.required = options.feeds.filter((feed) => feed.required);
    this.optional = options.feeds.filter((feed) => !feed.required);
  }

  /** Puts an event into the queue. With `best-effort` it resolves at once, else when the batch is written. */
  push(event: BuiltEvent): Promise<Receipt> {
    if (this.closed) return Promise.reject(new AuditWriteError('closed', 'The audit log is closed.'));
    return this.put(event);
  }

  /** Puts an event about the log itself into the queue, also while the last ones are on their way. */
  tell(event: BuiltEvent): void {
    if (!this.closed || this.running !== undefined) void this.put(event);
  }

  /** Counts an event that was turned away, where the caller is not told. */
  forget(reason: LossReason): void {
    this.count(1, reason);
  }

  private put(event: BuiltEvent): Promise<Receipt> {
    if (this.stalled && event.delivery !== 'best-effort') return this.refuse(event, 'timeout', noAnswer);
    if (this.queue.length >= this.options.maxQueue) {
      return this.refuse(event, 'queue-full', `${this.options.maxQueue} events wait for the audit log already.`);
    }
    if (event.delivery === 'best-effort') {
      this.queue.push(event);
      this.start();
      return Promise.resolve(withoutPlace(event));
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ ...event, waiting: { resolve, reject } });
      this.start();
    });
  }

  /**
   * Resolves when all that was pushed is written, or has failed, and the loss of events is told. It rejects as soon as a sink
   * hangs: nobody knows for how long.
   */
  async settle(): Promise<void> {
    if (this.stalled) throw stalledError();
    if (Object.values(this.losses).some((count) => count > 0)) this.start();
    let stop: Settling | undefined;
    const stalled = new Promise<never>((_, reject) => {
      stop = reject;
      this.settling.push(reject);
    });
    await Promise.race([this.running, stalled]);
    this.settling = this.settling.filter((each) => each !== stop);
  }

  /** Takes nothing any more. */
  close(): void {
    this.closed = true;
  }

  private start(): void {
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    try {
      this.tail ??= await this.options.opened;
    } catch (error) {
      const entries = this.take();
      this.running = undefined;
      this.answer(entries, error);
      return this.lose(entries, 'sink-failed');
    }
    do {
      // All callers who were just answered come back before the next batch leaves.
      await new Promise((resolve) => setImmediate(resolve));
      const entries = this.take();
      if (entries.length > 0) await this.commit(entries, this.tail);
    } while (this.queue.length > 0);
    this.running = undefined; // in one step with the last look at the queue
  }

  private take(): Entry[] {
    const { lossEvent } = this.options;
    const reasons = (['queue-full', 'sink-failed'] as const).filter((reason) => this.losses[reason] > 0);
    const tidings = reasons.flatMap((reason) => {
      const count = this.losses[reason];
      const event = lossEvent(count, reason);
      return event === undefined ? [] : [{ ...event, loss: { count, reason } }];
    });
    const entries = [...tidings, ...this.queue];
    this.queue = [];
    return entries;
  }

  private async commit(entries: readonly Entry[], from: Tail): Promise<void> {
    let tail = from;
    const sealed = entries.map((entry) => {
      const line = seal(entry.draft, tail.seq + 1, tail.hash);
      tail = line;
      return { entry, line };
    });
    const texts = sealed.map(({ line }) => line.text);
    const durable = entries.some(({ delivery }) => delivery === 'durable');
    const givings = this.required.map((feed) => feed.give(texts, durable));
    const failure = await firstFailure(givings);
    if (failure?.cause instanceof SinkTimeout) this.stall(entries, failure.cause);
    const taken = await Promise.all(givings.map(({ settled }) => settled));
    this.stalled = false;
    const isWritten = taken.includes(true);
    if (isWritten) this.advance(tail, texts, taken);
    if (failure === undefined) return this.acknowledge(sealed, durable);
    this.answer(entries, failure.cause);
    if (isWritten) this.told(entries);
    else this.lose(entries, 'sink-failed');
  }

  /** The chain goes on after these lines as soon as one required sink has them; the others are owed them. */
  private advance(tail: Tail, texts: readonly string[], taken: readonly boolean[]): void {
    this.tail = tail;
    for (const [i, feed] of this.required.entries()) if (!taken[i]) feed.owe(texts);
    for (const feed of this.optional) feed.offer(texts);
  }

  private acknowledge(sealed: readonly SealedEntry[], durable: boolean): void {
    const { report, name } = this.options;
    this.told(sealed.map(({ entry }) => entry));
    for (const { entry, line } of sealed) {
      const { draft, action, outcome, waiting } = entry;
      const { seq, hash } = line;
      waiting?.resolve({ id: draft.id, seq, hash, durable });
      report?.({ type: 'logged', name, action, outcome, seq, durable, queued: this.queue.length });
    }
  }

  /** What waits for an answer gets one now; what does not may wait on. */
  private stall(entries: readonly Entry[], failure: SinkTimeout): void {
    this.stalled = true;
    for (const reject of this.settling.splice(0)) reject(stalledError());
    this.answer(entries, failure);
    const waiting = this.queue.filter((entry) => entry.waiting !== undefined);
    this.queue = this.queue.filter((entry) => entry.waiting === undefined);
    this.answer(waiting, failure);
    this.lose(waiting, 'sink-failed');
  }

  private answer(entries: readonly Entry[], failure: unknown): void {
    const reason = failure instanceof SinkTimeout ? 'timeout' : 'sink-failed';
    for (const entry of entries) {
      if (this.options.onFailure === 'degrade') entry.waiting?.resolve(withoutPlace(entry));
      else entry.waiting?.reject(writeError(reason, failure));
    }
  }

  private refuse(event: BuiltEvent, reason: WriteFailure, message: string): Promise<Receipt> {
    if (this.options.onFailure === 'reject' && event.delivery !== 'best-effort') {
      return Promise.reject(new AuditWriteError(reason, message));
    }
    this.lose([event], reason === 'queue-full' ? reason : 'sink-failed');
    return Promise.resolve(withoutPlace(event));
  }

  /** Counts the events that are lost and of which nobody was told by a rejection. */
  private lose(entries: readonly Entry[], reason: LossReason): void {
    const { onFailure } = this.options;
    const lost = entries.filter(
      ({ loss, waiting }) => loss === undefined && (waiting === undefined || onFailure === 'degrade'),
    );
    if (lost.length > 0) this.count(lost.length, reason);
  }

  private count(count: number, reason: LossReason): void {
    const { report, name } = this.options;
    this.losses[reason] += count;
    report?.({ type: 'dropped', name, count, reason });
  }

  /** The losses that these events tell of are in the log. */
  private told(entries: readonly Entry[]): void {
    for (const { loss } of entries) if (loss !== undefined) this.losses[loss.reason] -= loss.count;
  }
}

const noAnswer = 'A required sink of the audit log does not answer.';

function stalledError(): AuditWriteError {
  return new AuditWriteError('timeout', noAnswer);
}

function withoutPlace({ draft }: BuiltEvent): Receipt {
  return { id: draft.id, seq: 0, hash: '', durable: false };
}

function writeError(reason: WriteFailure, cause: unknown): AuditWriteError {
  const why = cause instanceof Error ? cause.message : 'it gave no reason.';
  return new AuditWriteError(reason, `A required sink of the audit log failed: ${why}`, { cause });
}

/** What a sink rejected with, which may be nothing at all. */
interface Failure {
  readonly cause: unknown;
}

/** The failure that says most: after a timeout nothing is certain yet. */
async function firstFailure(givings: readonly Giving[]): Promise<Failure | undefined> {
  const results = await Promise.allSettled(givings.map(({ inTime }) => inTime));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [{ cause: result.reason }] : []));
  return failures.find(({ cause }) => cause instanceof SinkTimeout) ?? failures[0];
}
