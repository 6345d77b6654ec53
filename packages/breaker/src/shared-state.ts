import type { BreakerStore } from './breaker-store.ts';
import { type BreakerSnapshot, checkSnapshot } from './snapshot.ts';

/** The others see an opening within a second of calls: this, and the way to the store. */
const firstPollMs = 500;
const longestPollMs = 30_000;
/** A store that takes longer is away. No timer is set for it: the next call looks at the clock. */
const patienceMs = 1_000;
/** Long enough for those to see it who are still open; afterwards they find out by a probe. */
const closedTtlMs = 60_000;

interface Listener {
  /** `isInStep`: what was loaded is no older than what this process published. */
  adopt(snapshot: BreakerSnapshot, isInStep: boolean): void;
  onError(error: unknown): void;
}

interface Question {
  readonly askedAt: number;
  /** Whether the answer comes too late. */
  isVoid?: boolean;
  answer?: unknown;
}

/** What a breaker knows of its namesakes in other processes. It asks on calls only, and no call waits for the answer. */
export class SharedState {
  readonly #store: BreakerStore;
  readonly #name: string;
  readonly #listener: Listener;
  #pollMs = firstPollMs;
  #polledAt = Number.NEGATIVE_INFINITY;
  #load: Question | undefined;
  #lease: Question | undefined;
  /** What the store has not confirmed yet. */
  #publication: Question | undefined;
  #isAway = false;

  constructor(store: BreakerStore, name: string, listener: Listener) {
    this.#store = store;
    this.#name = name;
    this.#listener = listener;
  }

  /** Asks what the others know, where it is time to. */
  poll(nowMs: number): void {
    if (this.#isOverdue(this.#load, nowMs)) this.#fail(slowStore());
    if (this.#load || nowMs - this.#polledAt < this.#pollMs) return;
    this.#polledAt = nowMs;
    this.#load = this.#ask(
      nowMs,
      () => this.#store.load(this.#name),
      (loaded) => {
        this.#load = undefined;
        this.#isAway = false;
        this.#pollMs = firstPollMs;
        if (loaded) this.#listener.adopt(checkSnapshot('BreakerStore: snapshot', loaded), !this.#publication);
      },
    );
  }

  /** Whether this process is the one to probe. While that is being asked nobody does; without a store all do. */
  mayProbe(nowMs: number, ttlMs: number): boolean {
    if (this.#isOverdue(this.#lease, nowMs)) this.#fail(slowStore());
    if (this.#isAway || this.#lease?.answer === true) {
      this.#lease = undefined;
      return true;
    }
    // Refused: that holds for a while, so that a busy caller does not ask again at once.
    if (this.#lease && (this.#lease.answer === undefined || nowMs - this.#lease.askedAt < firstPollMs)) return false;
    const lease = this.#ask(
      nowMs,
      () => this.#store.leaseProbe(this.#name, Math.ceil(ttlMs)),
      (isLeased) => {
        lease.answer = isLeased;
      },
    );
    this.#lease = lease;
    return false;
  }

  /** Tells the others. */
  publish(nowMs: number, snapshot: BreakerSnapshot): void {
    if (this.#publication) this.#publication.isVoid = true;
    const ttlMs = snapshot.state === 'open' ? Math.ceil(snapshot.remainingMs) : closedTtlMs;
    this.#publication = this.#ask(
      nowMs,
      () => this.#store.publish(this.#name, snapshot, ttlMs),
      () => {
        this.#publication = undefined;
      },
    );
  }

  /** What was asked is about a state that is over: an answer, and a lease that came already, are void. */
  forget(): void {
    if (this.#load) this.#load.isVoid = true;
    if (this.#lease) this.#lease.isVoid = true;
    this.#load = this.#lease = undefined;
  }

  #ask<T>(askedAt: number, command: () => PromiseLike<T>, onAnswer: (answer: T) => void): Question {
    const question: Question = { askedAt };
    new Promise<T>((resolve) => resolve(command()))
      .then((answer) => {
        if (!question.isVoid) onAnswer(answer);
      })
      .catch((error: unknown) => {
        if (!question.isVoid) this.#fail(error);
      });
    return question;
  }

  #isOverdue(question: Question | undefined, nowMs: number): boolean {
    return question !== undefined && question.answer === undefined && nowMs - question.askedAt > patienceMs;
  }

  /** Goes on alone, and asks less and less often whether that is over. */
  #fail(error: unknown): void {
    this.forget();
    this.#isAway = true;
    this.#pollMs = Math.min(longestPollMs, this.#pollMs * 2);
    this.#listener.onError(error);
  }
}

function slowStore(): Error {
  return new Error(`The store did not answer within ${patienceMs} ms.`);
}
