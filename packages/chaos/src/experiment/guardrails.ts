import type { Clock } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';
import { sleep } from '@scry/internal/sleep';
import type { Activities } from './activities.ts';
import type { Guardrail } from './experiment.ts';
import type { JournalStep } from './journal.ts';

export interface Watch {
  readonly activities: Activities;
  readonly clock: Clock;
  /** Ends the watch when the experiment is given up for another reason. */
  readonly signal: AbortSignal;
  readonly onBreach: (step: JournalStep) => void;
}

/** Asks guardrails until one of them has an answer that is not fine, or none at all. Returns the function that ends the watch. */
export function watchGuardrails(guardrails: readonly Guardrail[], watch: Watch): () => void {
  const over = new AbortController();
  const end = (): void => over.abort();
  const stopListening = onAbort([watch.signal], end);
  for (const guardrail of guardrails) void watchOne(guardrail, watch, over.signal);
  return () => {
    stopListening();
    end();
  };
}

/** Never rejects: a guardrail that fails is one that does not hold. */
async function watchOne(
  guardrail: Guardrail,
  { activities, clock, onBreach }: Watch,
  over: AbortSignal,
): Promise<void> {
  const { everyMs = 1_000 } = guardrail;
  while (!over.aborted) {
    const step = await activities.attempt(guardrail, { phase: 'guardrails', signal: over, kind: 'probe' });
    if (step.met === false && !over.aborted) return onBreach(step);
    await sleep(clock, everyMs, [over]).catch(() => {});
  }
}
