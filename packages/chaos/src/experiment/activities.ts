import type { Clock } from '@scry/internal/clock';
import { sleep } from '@scry/internal/sleep';
import { reportError } from '../report-error.ts';
import { type AttemptOptions, attempt } from './attempt.ts';
import type { Control, ControlScope } from './control.ts';
import type { CheckedExperiment } from './define-experiment.ts';
import type { Activity } from './experiment.ts';
import type { JournalStep, Phase } from './journal.ts';
import type { ShownText } from './shown-text.ts';
import type { Tolerance } from './tolerance.ts';
import { checkOf } from './within-tolerance.ts';

const usualTimeoutMs = 30_000;

/** An activity, with what its answer has to be where it is a probe. */
export type Performable = Activity & { readonly tolerance?: Tolerance };

/** Where a step belongs, and what gives it up. */
export interface Performance {
  readonly phase: Phase;
  readonly signal: AbortSignal;
  readonly kind: JournalStep['kind'];
}

/** Performs activities, with their pauses and controls and within their time. */
export class Activities {
  readonly #controls: readonly Control[];
  readonly #clock: Clock;
  readonly #shown: ShownText;
  readonly #elapsedMs: () => number;

  constructor({ controls }: CheckedExperiment, clock: Clock, shown: ShownText) {
    const begin = clock.now();
    this.#controls = controls;
    this.#clock = clock;
    this.#shown = shown;
    this.#elapsedMs = () => clock.now() - begin;
  }

  /** Whatever becomes of it, the promise resolves with what the journal says of it. */
  async perform(activity: Performable, performance: Performance): Promise<JournalStep> {
    const { name, pauseBeforeMs = 0, pauseAfterMs = 0 } = activity;
    await this.#pause(pauseBeforeMs, performance.signal);
    const step = await this.within('activity', name, () => this.attempt(activity, performance));
    await this.#pause(pauseAfterMs, performance.signal);
    return step;
  }

  /** The activity alone. */
  async attempt(activity: Performable, { phase, signal, kind }: Performance): Promise<JournalStep> {
    const { name, timeoutMs = usualTimeoutMs } = activity;
    const atMs = this.#elapsedMs();
    const ended = await this.#ask(activity, { clock: this.#clock, timeoutMs, signal });
    return { phase, kind, name, atMs, durationMs: this.#elapsedMs() - atMs, ...ended };
  }

  async #ask({ run, tolerance }: Performable, options: AttemptOptions) {
    const tried = await attempt(run, options);
    if (tried.status !== 'succeeded') return this.#failure(tried.status, tried.error, tolerance);
    const text = this.#shown.ofOutput(tried.output);
    const output = text === undefined ? {} : { output: text };
    if (tolerance === undefined) return { status: tried.status, ...output };
    const checked = await attempt((context) => checkOf(tolerance)(tried.output, context), options);
    if (checked.status !== 'succeeded')
      return { ...this.#failure(checked.status, checked.error, tolerance), ...output };
    return { status: checked.status, met: Boolean(checked.output), ...output };
  }

  #failure(status: 'failed' | 'aborted', reason: unknown, tolerance: Tolerance | undefined) {
    // Of a probe that was not waited for nobody knows.
    const met = tolerance === undefined || status === 'aborted' ? {} : { met: false };
    return { status, ...met, error: this.#shown.ofError(reason) };
  }

  /** Runs a part of the experiment between what the controls have to say. */
  async within<R>(level: ControlScope['level'], name: string, run: () => Promise<R>): Promise<R> {
    const scope = { level, name };
    for (const { before } of this.#controls) await this.#tell(before, scope);
    try {
      return await run();
    } finally {
      for (const { after } of this.#controls) await this.#tell(after, scope);
    }
  }

  /** A control changes nothing: it may fail, and it may hang for a while. */
  async #tell(control: Control['before'], scope: ControlScope): Promise<void> {
    if (!control) return;
    const options = { clock: this.#clock, timeoutMs: usualTimeoutMs, signal: new AbortController().signal };
    const told = await attempt(() => control(scope), options);
    if (told.status !== 'succeeded') reportError(told.error);
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    // A pause that is given up is over.
    return ms === 0 ? Promise.resolve() : sleep(this.#clock, ms, [signal]).catch(() => {});
  }
}
