import { systemClock } from '@scry/internal/clock';
import { attempt } from '../attempt.ts';
import type { Journal, Outcome } from '../journal.ts';
import { outcomeSentence, stepResult } from '../report/outcome-sentence.ts';

/** Something that somebody has to know: an experiment did not complete, or it does again. */
export interface Incident {
  readonly action: 'trigger' | 'resolve';
  /** The same for every incident of one experiment. */
  readonly key: string;
  readonly journal: Journal;
}

/** Is told of incidents. What it throws is reported, and changes nothing. */
export type IncidentHook = (incident: Incident) => unknown;

/** A function with the shape of the platform's `fetch`. */
export type Send = (
  url: string,
  request: { method: string; headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<{ readonly ok: boolean; readonly status: number }>;

const timeoutMs = 10_000;

export function severityOf<T>(outcome: Outcome, [critical, error, warning]: readonly [T, T, T]): T {
  if (outcome === 'not-recovered') return critical;
  return outcome === 'deviated' ? error : warning;
}

export function headline({ experiment, outcome }: Journal): string {
  return `Chaos experiment ${outcome}: ${experiment}`;
}

/** What people want to know before they open the journal, as texts. */
export function detailsOf(journal: Journal): Readonly<Record<string, string>> {
  const { outcome, startedAt, durationMs, seed, steps } = journal;
  const wrong = steps.filter((step) => stepResult(step) !== 'ok').map(({ phase, name }) => `${phase}: ${name}`);
  return {
    outcome,
    verdict: outcomeSentence(journal),
    startedAt,
    durationMs: String(Math.round(durationMs)),
    ...(seed !== undefined && { seed }),
    ...(wrong.length > 0 && { steps: cut(wrong.join('; '), 1_000) }),
  };
}

/** The first so many characters of a text. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Posts JSON, and throws where it is not taken. The error has no secret in it. */
export async function post(
  send: Send,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const sent = await attempt(
    ({ signal }) =>
      send(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal,
      }),
    { clock: systemClock, timeoutMs, signal: new AbortController().signal },
  );
  const { host } = new URL(url);
  if (sent.status !== 'succeeded') throw new Error(`The incident did not reach ${host}.`, { cause: sent.error });
  // It is what `send` resolved with.
  const { ok, status } = sent.output as Awaited<ReturnType<Send>>;
  if (!ok) throw new Error(`The incident was refused by ${host} with the status ${status}.`);
}
