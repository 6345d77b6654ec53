import type { Phase, PhaseRecord } from './game.ts';
import type { Signal } from './signals.ts';

type Detectable = Pick<Phase, 'name' | 'detectedBy'>;
type Begun = Pick<PhaseRecord, 'name' | 'from'>;

export interface Detection {
  readonly afterMs: number;
  /** The signal. */
  readonly by: string;
}

/**
 * The first signal of each phase that is one of its own. It may come after the phase has ended, as that of a call that hangs does, but
 * not once another phase has begun that brings about the same.
 */
export function detect(
  phases: readonly Detectable[],
  records: readonly Begun[],
  signals: readonly Signal[],
): ReadonlyMap<string, Detection> {
  const found = new Map<string, Detection>();
  for (const [index, { name, from }] of records.entries()) {
    const own = signalsOf(phases, name);
    const next = records
      .slice(index + 1)
      .find((later) => signalsOf(phases, later.name).some((one) => own.includes(one)));
    const first = signals.find(
      (signal) => signal.at >= from && signal.at < (next?.from ?? Infinity) && own.includes(signal.name),
    );
    if (first) found.set(name, { afterMs: first.at - from, by: first.name });
  }
  return found;
}

function signalsOf(phases: readonly Detectable[], name: string): readonly string[] {
  const { detectedBy } = phases.find((phase) => phase.name === name) ?? { detectedBy: [] };
  return 'nothing' in detectedBy ? [] : detectedBy;
}
