import { checkValue } from '@scry/internal/check-options';
import { observe } from '@scry/internal/observe';
import { aDuration, defaultOpenMs, type Settings } from './breaker-options.ts';
import type { BreakerState, Verdict } from './breaker-state.ts';
import type { BreakerEvent } from './events.ts';
import { guarded } from './guarded.ts';
import {
  type Closed,
  expiredLease,
  type HalfOpen,
  isOver,
  type Mode,
  type Pause,
  renewed,
  reopened,
  seenAt,
} from './mode.ts';
import type { Handlers } from './run.ts';
import { SharedState } from './shared-state.ts';
import { type BreakerSnapshot, remainingOf } from './snapshot.ts';
import { countsOf, createWindow, type Window } from './window.ts';

/** Stands for a call that was let in. */
export interface Ticket {
  readonly mode: Mode;
  /** 0 where nobody is going to ask. */
  readonly startedAt: number;
}

/** Why a call was not let in. */
export interface Refusal {
  readonly state: BreakerState;
  readonly retryAfterMs: number;
  readonly cause: unknown;
}

/** The state machine: who is let in, and what the end of a call means. */
export class Circuit {
  readonly settings: Settings;
  /** Whether the time that calls take matters. */
  readonly isTimed: boolean;
  /** How a call ends that nothing has to be watched of; `run` makes it when it finds none, and each new state takes it away. */
  direct: Handlers | undefined;
  successes = 0;
  failures = 0;
  ignored = 0;
  slow = 0;
  rejected = 0;
  readonly window: Window | undefined;
  readonly #shared: SharedState | undefined;
  #mode: Mode;
  #isolations = 0;
  /** The state that an isolation covers. */
  #beneath: Mode | undefined;

  constructor(settings: Settings) {
    const { slowCallMs, classify, store, name, initial } = settings;
    this.settings = settings;
    this.isTimed = slowCallMs < Infinity || classify !== undefined;
    this.window = createWindow(settings.window);
    this.#mode = initial ? this.#restored(initial) : { type: 'closed', consecutiveFailures: 0 };
    this.#shared =
      store &&
      new SharedState(store, name, {
        adopt: (snapshot, isInStep) => this.#adopt(snapshot, isInStep),
        onError: (error) => this.#tell({ type: 'store-error', name, error }),
      });
  }

  /** Lets a call in, or says why not. */
  admit(): Ticket | Refusal {
    const { clock, halfOpenCalls, name } = this.settings;
    const needsTime = this.isTimed || this.#shared || this.#mode.type !== 'closed';
    const nowMs = needsTime ? clock.now() : 0;
    this.#shared?.poll(nowMs);
    const mode = this.#settle(nowMs);
    const ticket = { mode, startedAt: nowMs };
    if (mode.type === 'closed' || mode.type === 'disabled') return ticket;
    if (mode.type === 'half-open' && mode.leases.size < halfOpenCalls) {
      mode.leases.set(ticket, nowMs + mode.leaseMs);
      return ticket;
    }
    this.rejected++;
    const refusal = this.view(nowMs);
    const { state, retryAfterMs } = refusal;
    if (this.settings.onEvent) this.#tell({ type: 'rejected', name, state, retryAfterMs });
    return refusal;
  }

  elapsedMs({ startedAt }: Ticket): number {
    return this.settings.clock.now() - startedAt;
  }

  /** Takes note of how a call ended; `false`: it began in an earlier state, and changes nothing but the metrics. */
  conclude(ticket: Ticket, verdict: Verdict, cause: unknown, durationMs = 0): boolean {
    const isIgnored = verdict === 'ignore';
    const isFailure = !isIgnored && verdict !== 'success';
    const isSlow = !isIgnored && durationMs >= this.settings.slowCallMs;
    if (isIgnored) this.ignored++;
    else if (isFailure) this.failures++;
    else this.successes++;
    if (isSlow) this.slow++;
    const { mode } = ticket;
    if (mode.type === 'half-open') this.#expire(this.settings.clock.now());
    const isCurrent = mode === this.#mode;
    if (isCurrent && mode.type === 'half-open') {
      mode.leases.delete(ticket);
      if (!isIgnored) this.#judgeProbe(mode, isFailure || isSlow, cause);
    } else if (isCurrent && mode.type === 'closed' && !isIgnored) this.#judge(mode, isFailure, isSlow, cause);
    if (this.settings.onEvent) this.#tellEnd(verdict, isSlow, !isCurrent, cause);
    return isCurrent;
  }

  /** What an outsider sees at a time; nothing changes by looking. */
  view(nowMs: number = this.settings.clock.now()): Refusal {
    const mode = seenAt(this.#mode, nowMs);
    switch (mode.type) {
      case 'open': {
        const retryAfterMs = Math.max(0, mode.untilMs - nowMs);
        return { state: retryAfterMs > 0 ? 'open' : 'half-open', retryAfterMs, cause: mode.cause };
      }
      case 'half-open':
        return { state: mode.type, retryAfterMs: 0, cause: mode.cause };
      default:
        return { state: mode.type, retryAfterMs: mode.type === 'forced-open' ? Infinity : 0, cause: undefined };
    }
  }

  forceOpen(): void {
    this.#override({ type: 'forced-open' });
  }

  disable(): void {
    this.#override({ type: 'disabled' });
  }

  reset(): void {
    this.window?.clear();
    this.#override({ type: 'closed', consecutiveFailures: 0 });
  }

  /** Forced open until what is returned is called. */
  isolate(): () => void {
    if (this.#isolations++ === 0) {
      this.#beneath = renewed(this.#mode);
      this.#enter({ type: 'forced-open' }, false);
    }
    let isHeld = true;
    return () => {
      if (isHeld && --this.#isolations === 0 && this.#beneath) {
        const mode = this.#beneath;
        this.#beneath = undefined;
        this.#enter(mode, false);
      }
      isHeld = false;
    };
  }

  /** An isolation is not part of it: whoever holds it is not there any more when the snapshot is used. */
  snapshot(): BreakerSnapshot {
    const nowMs = this.settings.clock.now();
    const mode = seenAt(this.#beneath ?? this.#mode, nowMs);
    this.window?.moveTo(nowMs);
    return {
      state: isOver(mode, nowMs) ? 'half-open' : mode.type,
      remainingMs: mode.type === 'open' ? Math.max(0, mode.untilMs - nowMs) : 0,
      savedAt: Date.now(),
      consecutiveFailures: mode.type === 'closed' ? mode.consecutiveFailures : 0,
      streak: 'streak' in mode ? mode.streak : 0,
      window: this.window && countsOf(this.window),
    };
  }

  #restored(snapshot: BreakerSnapshot): Mode {
    const { state, consecutiveFailures, streak, window } = snapshot;
    if (state === 'forced-open' || state === 'disabled') return { type: state };
    if (state !== 'closed') return this.#openFor(remainingOf(snapshot), streak);
    if (window) this.window?.restore(this.settings.clock.now(), window);
    return { type: 'closed', consecutiveFailures };
  }

  #adopt(snapshot: BreakerSnapshot, isInStep: boolean): void {
    const mode = this.#mode;
    const remainingMs = remainingOf(snapshot);
    const isFree = mode.type === 'closed' || isOver(mode, this.settings.clock.now());
    if (snapshot.state === 'open' && remainingMs > 0 && isFree) {
      this.#enter(this.#openFor(remainingMs, snapshot.streak), false);
    } else if (snapshot.state === 'closed' && mode.type === 'open' && isInStep) this.#close(false);
  }

  #openFor(remainingMs: number, streak: number): Mode {
    const untilMs = this.settings.clock.now() + remainingMs;
    return { type: 'open', untilMs, pause: this.#draw(streak), streak, cause: undefined };
  }

  /** Commits what time has brought about. */
  #settle(nowMs: number): Mode {
    this.#expire(nowMs);
    const mode = this.#mode;
    if (mode.type !== 'open' || mode.untilMs > nowMs) return mode;
    const { streak, cause, pause } = mode;
    const leaseMs = this.settings.probeTimeoutMs ?? pause.plainMs;
    const mayProbe = this.#shared?.mayProbe(nowMs, leaseMs) ?? true;
    // An observer that hears there of a failing store may call, and so come first.
    if (!mayProbe || mode !== this.#mode) return this.#mode;
    const next = this.#draw(streak + 1);
    this.#enter({ type: 'half-open', streak, cause, leases: new Map(), leaseMs, pause, next, successes: 0 });
    return this.#mode;
  }

  #expire(nowMs: number): void {
    const mode = this.#mode;
    const expired = mode.type === 'half-open' ? expiredLease(mode, nowMs) : undefined;
    if (mode.type === 'half-open' && expired !== undefined) this.#enter(reopened(mode, expired));
  }

  #judge(mode: Closed, isFailure: boolean, isSlow: boolean, cause: unknown): void {
    const { window } = this;
    window?.record(window.isTimed ? this.settings.clock.now() : 0, isFailure, isSlow);
    if (!isFailure && !isSlow) {
      mode.consecutiveFailures = 0;
      return;
    }
    mode.consecutiveFailures++;
    if (this.#trips(mode)) this.#open(1, this.#draw(1), cause);
  }

  #trips({ consecutiveFailures }: Closed): boolean {
    const { failureThreshold, failureRate, slowCallRate, minimumCalls } = this.settings;
    const { window } = this;
    if (!window) return consecutiveFailures >= failureThreshold;
    const { calls, failures, slow } = window;
    return calls >= minimumCalls && (failures / calls >= failureRate || slow / calls >= slowCallRate);
  }

  #judgeProbe(mode: HalfOpen, isFailure: boolean, cause: unknown): void {
    if (isFailure) this.#enter(reopened(mode, this.settings.clock.now(), cause));
    else if (++mode.successes >= this.settings.successThreshold) this.#close();
  }

  #open(streak: number, pause: Pause, cause: unknown): void {
    this.#enter({ type: 'open', untilMs: this.settings.clock.now() + pause.openMs, pause, streak, cause });
  }

  #close(isOwn = true): void {
    this.window?.clear();
    this.#enter({ type: 'closed', consecutiveFailures: 0 }, isOwn);
  }

  /** The next pause, ± 10 %, so that a fleet does not probe in step. */
  #draw(streak: number): Pause {
    const { openMs, random } = this.settings;
    const plainMs = typeof openMs === 'number' ? openMs : guarded(() => askedMs(openMs, streak), defaultOpenMs);
    return { plainMs, openMs: plainMs * (0.9 + random() / 5) };
  }

  #override(mode: Mode): void {
    if (this.#isolations > 0) this.#beneath = mode;
    else this.#enter(mode);
  }

  /** `isOwn`: this process found it out, and tells the others. */
  #enter(mode: Mode, isOwn = true): void {
    const { name, onEvent } = this.settings;
    this.#mode = mode;
    this.direct = undefined;
    if (this.#shared) this.#share(this.#shared, isOwn);
    if (!onEvent) return;
    if (mode.type === 'open') {
      const { pause, streak, cause } = mode;
      this.#tell({ type: 'open', name, openMs: pause.openMs, streak, cause });
    } else this.#tell({ type: mode.type, name });
  }

  #share(shared: SharedState, isOwn: boolean): void {
    shared.forget();
    const snapshot = this.snapshot();
    // An opening that is over when it is noticed reads half-open: another process may be probing by now, or have closed.
    const isNews = snapshot.state === 'open' || snapshot.state === 'closed';
    if (isOwn && isNews) shared.publish(this.settings.clock.now(), snapshot);
  }

  #tellEnd(verdict: Verdict, slow: boolean, stale: boolean, error: unknown): void {
    const { name } = this.settings;
    if (verdict === 'ignore') this.#tell({ type: 'ignored', name, stale });
    else if (verdict === 'success') this.#tell({ type: 'success', name, slow, stale });
    else this.#tell({ type: 'failure', name, slow, stale, error });
  }

  #tell(event: BreakerEvent): void {
    if (this.settings.onEvent) observe(this.settings.onEvent, event);
  }
}

function askedMs(openMs: (streak: number) => number, streak: number): number {
  const ms = openMs(streak);
  checkValue('createBreaker: what openMs returns', ms, aDuration);
  return ms;
}
