import { type Clock, startTimer } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';
import { sleep } from '@scry/internal/sleep';
import type { ArmedScenario } from './armed-scenario.ts';
import { type ChaosMark, markInjected } from './chaos-mark.ts';
import type { Step } from './fault.ts';
import { isPromise } from './is-promise.ts';
import type { CallContext } from './scenario.ts';

/** A step, and whose it is. */
export interface PlacedStep {
  readonly step: Step;
  readonly armed: ArmedScenario;
  readonly mark: ChaosMark;
}

/** A call that is disturbed: what happens before it, the call itself, and what happens to its answer. */
export interface Disturbance {
  readonly context: CallContext;
  readonly before: readonly PlacedStep[];
  readonly after: readonly PlacedStep[];
  readonly async: boolean | undefined;
  readonly clock: Clock;
  invoke(): unknown;
}

/** Whether a step takes time, which only an asynchronous call has. */
export function isWaiting({ kind }: Step): boolean {
  return kind === 'latency' || kind === 'hang' || kind === 'slowdown';
}

/** Disturbs a call with steps that take no time. */
export function disturbNow({ context, before, after, async, clock, invoke }: Disturbance): unknown {
  const [early] = before;
  if (early && async) return new Promise((resolve) => resolve(conclude(early, context, clock)));
  if (early) return conclude(early, context, clock);
  const answer = invoke();
  // Whoever is disturbed has a step, and it is not before the call.
  const [late] = after as readonly [PlacedStep];
  // What is asynchronous may answer with less than a promise, such as a query that is sent when somebody awaits it.
  if (async || isPromise(answer)) return Promise.resolve(answer).then(() => conclude(late, context, clock));
  return conclude(late, context, clock);
}

/** Disturbs a call with steps that take time. */
export async function disturbLater({ context, before, after, clock, invoke }: Disturbance): Promise<unknown> {
  const signals = signalsOf(context.args);
  let multiplier = 1;
  for (const placed of before) {
    const { step, armed } = placed;
    if (!armed.live) continue;
    if (step.kind === 'slowdown') multiplier *= step.multiplier;
    else if (step.kind === 'latency') await sleep(clock, step.ms, signals);
    else if (step.kind === 'hang') await hang(armed, clock, signals);
    else return conclude(placed, context, clock);
  }
  const answer = multiplier > 1 ? await slowed(invoke, multiplier, clock, signals) : await invoke();
  for (const placed of after) {
    const { step, armed } = placed;
    if (!armed.live) continue;
    if (step.kind === 'latency') await sleep(clock, step.ms, signals);
    else if (step.kind === 'hang') await hang(armed, clock, signals);
    else return conclude(placed, context, clock);
  }
  return answer;
}

/** How a step that takes no time ends a call. */
function conclude({ step, armed, mark }: PlacedStep, context: CallContext, clock: Clock): unknown {
  if (step.kind === 'result') return step.answer(context, { mark, clock, ending: armed.hanging });
  if (step.kind !== 'error') return undefined;
  const error = step.make(context);
  markInjected(error, mark);
  throw error;
}

/** Takes so many times as long as the call takes, also when it fails. */
async function slowed(
  invoke: () => unknown,
  multiplier: number,
  clock: Clock,
  signals: readonly AbortSignal[],
): Promise<unknown> {
  const start = clock.now();
  const rest = (): Promise<void> => sleep(clock, (clock.now() - start) * (multiplier - 1), signals);
  let answer: unknown;
  try {
    answer = await invoke();
  } catch (error) {
    // It is passed on also where an abort, which may have been its reason, ends the wait.
    await rest().catch(() => {});
    throw error;
  }
  await rest();
  return answer;
}

/** Waits until the scenario ends or a signal aborts. */
function hang(armed: ArmedScenario, clock: Clock, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted) return reject(aborted.reason);
    const onEnd = (): void => {
      release();
      resolve();
    };
    // Somebody awaits this call, and nothing else may keep the process alive for it.
    const cancelTimer = startTimer(clock, Infinity, onEnd);
    const stopListening = onAbort(signals, (reason) => {
      release();
      reject(reason);
    });
    const release = (): void => {
      cancelTimer();
      stopListening();
      armed.hanging.delete(onEnd);
    };
    armed.hanging.add(onEnd);
  });
}

/** The signals among a call's arguments: one that is a signal, or that has it as `.signal`. */
function signalsOf(args: readonly unknown[]): readonly AbortSignal[] {
  const found = args.map((arg) => (isSignal(arg) ? arg : signalIn(arg))).filter((signal) => signal !== undefined);
  return [...new Set(found)];
}

function signalIn(arg: unknown): AbortSignal | undefined {
  try {
    if (typeof arg !== 'object' || arg === null || !('signal' in arg)) return undefined;
    return isSignal(arg.signal) ? arg.signal : undefined;
  } catch {
    return undefined;
  }
}

function isSignal(value: unknown): value is AbortSignal {
  return typeof AbortSignal === 'function' && value instanceof AbortSignal;
}
