import type { Journal, JournalStep, Outcome } from '../journal.ts';

const sentences: Readonly<Record<Outcome, string>> = {
  completed: 'The system stood: it was in its steady state under the faults, and it was after them.',
  deviated: 'The system did not stand: under the faults it left its steady state. It recovered.',
  aborted: 'The experiment was given up, and what it had begun was rolled back.',
  invalid: 'The experiment has problems. Nothing of it was run.',
  'not-recovered': 'The system has not recovered, or not everything could be put back. Somebody has to look at it now.',
};

/** What an outcome means, and why it came to it. */
export function outcomeSentence({ outcome, abort, steps }: Journal): string {
  const reason = abort ? ` The reason: ${abort.reason}.` : '';
  if (outcome === 'completed' && steps.every(({ kind }) => kind !== 'probe'))
    return 'Everything was done and put back. No probe was asked.';
  return `${sentences[outcome]}${outcome === 'not-recovered' || outcome === 'aborted' ? reason : ''}`;
}

/** What a step came to, in a word. */
export function stepResult({ status, met }: JournalStep): 'ok' | 'not met' | 'failed' | 'aborted' {
  if (status !== 'succeeded') return status;
  return met === false ? 'not met' : 'ok';
}

/** Injections that are alike, counted, in the order in which they first stand there. */
export function countInjections({ injections }: Journal) {
  const counts = new Map<
    string,
    { readonly scenario: string; readonly point: string; readonly fault: string; calls: number }
  >();
  for (const { scenario, point, fault } of injections) {
    const key = JSON.stringify([scenario, point, fault]);
    const line = counts.get(key) ?? { scenario, point, fault, calls: 0 };
    line.calls++;
    counts.set(key, line);
  }
  return [...counts.values()];
}

/** Milliseconds for people. */
export function shownTime(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
