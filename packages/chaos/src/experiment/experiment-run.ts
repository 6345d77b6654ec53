import { startTimer } from '@scry/internal/clock';
import { sleep } from '@scry/internal/sleep';
import type { Injection } from '../events.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioHandle } from '../scenario-handle.ts';
import { Activities, type Performable } from './activities.ts';
import type { Action, Experiment, Probe } from './experiment.ts';
import { watchGuardrails } from './guardrails.ts';
import { onProcessSignals, whenAborted } from './interruption.ts';
import type { AbortedBy, Journal, JournalStep, Outcome } from './journal.ts';
import { Recorder } from './recorder.ts';
import { compareReplay, replayedScenario, without } from './replay.ts';
import type { RunSettings } from './run-options.ts';
import { ShownText } from './shown-text.ts';
import { UndoStack } from './undo-stack.ts';

const recoveryPollMs = 500;

/** One run of an experiment that has been checked. */
export class ExperimentRun {
  readonly #experiment: Experiment;
  readonly #settings: RunSettings;
  readonly #shown: ShownText;
  readonly #recorder: Recorder;
  readonly #activities: Activities;
  readonly #undos = new UndoStack();
  readonly #handles: ScenarioHandle[] = [];
  /** What was injected before this run. */
  readonly #earlier: readonly Injection[];
  /** Gives up what is under way until the roll-back begins. */
  readonly #abort = new AbortController();
  /** Gives up waiting for the recovery. The roll-back is never given up. */
  readonly #hurry = new AbortController();
  #begun = false;
  #rollingBack = false;
  #deviated = false;
  #putBack = true;

  constructor(experiment: Experiment, settings: RunSettings) {
    this.#experiment = experiment;
    this.#settings = settings;
    this.#earlier = settings.chaos?.history() ?? [];
    const { secrets = [] } = experiment;
    this.#shown = new ShownText(secrets);
    this.#recorder = new Recorder(experiment, settings);
    this.#activities = new Activities(experiment, settings.clock, this.#shown);
  }

  async run(): Promise<Journal> {
    const { clock, processSignals, signal } = this.#settings;
    const { name, timeoutMs = 600_000 } = this.#experiment;
    const stops = [
      onProcessSignals(processSignals, (sent) => this.#interrupt(sent)),
      whenAborted(signal, (reason) => this.#interrupt(this.#shown.ofError(reason))),
      startTimer(clock, timeoutMs, () => this.#giveUp('timeout', `it took longer than ${timeoutMs} ms`)),
    ];
    try {
      await this.#activities.within('experiment', name, () => this.#phases());
    } finally {
      for (const stop of stops) stop();
    }
    return this.#journal();
  }

  async #phases(): Promise<void> {
    const stands = await this.#check('before');
    if (!stands) this.#giveUp('steady-state', 'the system was not in its steady state');
    if (this.#abort.signal.aborted) return;
    try {
      await this.#disturb();
    } finally {
      await this.#rollBack();
    }
    if (this.#begun) await this.#recover();
  }

  async #disturb(): Promise<void> {
    const { guardrails = [], faults = [], name } = this.#experiment;
    const { clock } = this.#settings;
    const { signal } = this.#abort;
    const onBreach = (step: JournalStep): void => {
      this.#recorder.step(step);
      this.#giveUp(
        'guardrail',
        `${step.name} ${step.error === undefined ? `answered ${step.output}` : `failed: ${step.error}`}`,
      );
    };
    const endWatch = watchGuardrails(guardrails, { activities: this.#activities, clock, signal, onBreach });
    try {
      for (const scenario of faults) await this.#arm(scenario);
      await this.#activities.within('method', name, () => this.#method());
      this.#checkFaults();
      if (!(await this.#check('after'))) this.#deviated = true;
      this.#checkFaults();
    } finally {
      endWatch();
    }
  }

  async #arm(scenario: Scenario): Promise<void> {
    if (this.#abort.signal.aborted) return;
    const { chaos, replay } = this.#settings;
    const { scenario: armed, arming } = replay ? replayedScenario(scenario, replay.injections) : { scenario };
    const { name } = scenario;
    let handle: ScenarioHandle | undefined;
    this.#begun = true;
    this.#undos.push({ name, run: () => handle?.stop() });
    const run = (): void => {
      handle = chaos?.enable(armed, arming === undefined ? {} : { arming });
      if (handle) this.#handles.push(handle);
    };
    const { status, error } = await this.#perform('faults', { name, run }, 'fault');
    if (status === 'failed') this.#giveUp('fault', `${name} could not be armed: ${error}`);
  }

  /** A fault that ended by itself, by its time to live or a kill switch, proves nothing of what comes after. */
  #checkFaults(): void {
    const ended = this.#handles.findIndex(({ active }) => !active);
    if (ended !== -1)
      this.#giveUp('fault', `${this.#experiment.faults?.[ended]?.name} ended before the experiment did`);
  }

  async #method(): Promise<void> {
    const { method = [] } = this.#experiment;
    const background: Promise<void>[] = [];
    for (const step of method) {
      if (this.#abort.signal.aborted) break;
      const done = this.#step(step);
      if (step.background) background.push(done);
      else await done;
    }
    await Promise.all(background);
  }

  async #step(step: Action | Probe): Promise<void> {
    this.#begun = true;
    const isProbe = 'tolerance' in step;
    if (!isProbe && step.undo) {
      const { name, undo: run, timeoutMs } = step;
      this.#undos.push({ name, run, ...(timeoutMs !== undefined && { timeoutMs }) });
    }
    const { status, met, error } = await this.#perform('method', step, isProbe ? 'probe' : 'action');
    if (met === false) this.#deviated = true;
    if (status === 'failed' && !isProbe && !step.continueOnFailure)
      this.#giveUp('action', `${step.name} failed: ${error}`);
  }

  /** Undoes everything, whatever fails on the way. */
  async #rollBack(): Promise<void> {
    this.#rollingBack = true;
    if (!this.#begun) return;
    const { rollbacks = [], name } = this.#experiment;
    const put = async (activity: Performable, kind: 'undo' | 'action'): Promise<void> => {
      const { status } = await this.#perform('rollback', activity, kind, new AbortController().signal);
      if (status !== 'succeeded') this.#putBack = false;
    };
    await this.#activities.within('rollback', name, async () => {
      const background: Promise<void>[] = [];
      for (const undo of this.#undos.unwind()) await put(undo, 'undo');
      for (const action of rollbacks) {
        const done = put(action, 'action');
        if (action.background) background.push(done);
        else await done;
      }
      await Promise.all(background);
    });
  }

  async #recover(): Promise<void> {
    const { clock } = this.#settings;
    const { recoverWithinMs = 10_000 } = this.#experiment;
    const end = clock.now() + recoverWithinMs;
    for (;;) {
      const steps: JournalStep[] = [];
      const recovered = await this.#check('recovery', new AbortController().signal, (step) => steps.push(step));
      const waitMs = Math.min(recoveryPollMs, end - clock.now());
      if (recovered || waitMs <= 0 || this.#hurry.signal.aborted) {
        for (const step of steps) this.#recorder.step(step);
        this.#putBack &&= recovered;
        return;
      }
      await sleep(clock, waitMs, [this.#hurry.signal]).catch(() => {});
    }
  }

  /** Whether every probe of the steady state has an answer that is fine; after the first that has not no more are asked. */
  #check(
    phase: 'before' | 'after' | 'recovery',
    signal = this.#abort.signal,
    note = (step: JournalStep): unknown => this.#recorder.step(step),
  ): Promise<boolean> {
    const { name, hypothesis = name, steadyState = [] } = this.#experiment;
    return this.#activities.within('hypothesis', hypothesis, async () => {
      for (const probe of steadyState) {
        if (signal.aborted) return true; // it is given up: nobody asks any more
        const step = await this.#activities.perform(probe, { phase, signal, kind: 'probe' });
        note(step);
        if (step.met === false) return false;
      }
      return true;
    });
  }

  async #perform(
    phase: 'faults' | 'method' | 'rollback',
    activity: Performable,
    kind: JournalStep['kind'],
    signal = this.#abort.signal,
  ): Promise<JournalStep> {
    const step = await this.#activities.perform(activity, { phase, signal, kind });
    this.#recorder.step(step);
    return step;
  }

  #interrupt(reason: string): void {
    if (this.#rollingBack) this.#hurry.abort();
    else this.#giveUp('signal', reason);
  }

  #giveUp(by: AbortedBy, reason: string): void {
    if (this.#abort.signal.aborted || this.#rollingBack) return;
    this.#recorder.aborted(by, reason);
    this.#abort.abort(new DOMException(`The experiment was given up: ${reason}`, 'AbortError'));
  }

  #journal(): Journal {
    const { chaos, replay } = this.#settings;
    const names = new Set(this.#experiment.faults?.map(({ name }) => name));
    const injections = without(chaos?.history() ?? [], this.#earlier).filter(({ scenario }) => names.has(scenario));
    const injected = this.#handles.reduce((sum, handle) => sum + handle.injections, 0);
    return this.#recorder.end({
      outcome: this.#outcome(),
      injections,
      injectionsLeftOut: Math.max(0, injected - injections.length),
      ...(chaos && { seed: chaos.seed }),
      ...(replay && { replay: compareReplay(replay.injections, injections) }),
    });
  }

  #outcome(): Outcome {
    if (!this.#putBack) return 'not-recovered';
    if (this.#abort.signal.aborted) return 'aborted';
    return this.#deviated ? 'deviated' : 'completed';
  }
}
