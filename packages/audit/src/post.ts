import { type Clock, startTimer } from '@scry/internal/clock';
import { answerText } from './answer-text.ts';
import { DeliveryError } from './delivery-error.ts';

export interface Post {
  readonly fetch: typeof fetch;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Ends it at once. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** From `Retry-After` (RFC 9110 §10.2.3). */
  readonly retryAfterMs: number | undefined;
}

/** Sends a request and reads the whole answer. @throws DeliveryError when none comes in time, or one without end. */
export async function post({ fetch, url, headers, body, timeoutMs, clock, signal }: Post): Promise<Answer> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', abort);
  const stopTimer = startTimer(clock, timeoutMs, () => {
    controller.abort(new Error(`no answer within ${timeoutMs} ms`));
  });
  try {
    // A redirect would carry the events, and what authorises them, to a place that nobody configured.
    const response = await fetch(url, { method: 'POST', headers, body, signal: controller.signal, redirect: 'manual' });
    const text = await answerText(response);
    return { status: response.status, text, retryAfterMs: readRetryAfter(response.headers.get('retry-after')) };
  } catch (cause) {
    signal.throwIfAborted();
    const reason: unknown = controller.signal.aborted ? controller.signal.reason : cause;
    throw new DeliveryError(`${new URL(url).host} did not answer: ${String(reason)}`, { cause: reason });
  } finally {
    stopTimer();
    signal.removeEventListener('abort', abort);
  }
}

function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
