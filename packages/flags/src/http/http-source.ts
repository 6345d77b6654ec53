import { startTimer } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';
import { sleep } from '@scry/internal/sleep';
import { unreferenced } from '@scry/internal/unreferenced';
import type { Source } from '../source.ts';
import { type HttpSettings, type HttpSourceOptions, readHttpOptions } from './http-source-options.ts';
import { listen } from './listen.ts';
import { nothing, readText } from './read-text.ts';

/**
 * Documents from a server, asked every `intervalMs` with the ETag of the last one, and at once when a stream says that there is
 * another. While the server fails, hangs or answers nonsense the last good document stays; each such answer is a failure of the source.
 *
 * @param url that answers with a flag document, such as that of `createFlagsHandler`.
 * @throws TypeError or RangeError for a wrong argument.
 * @example
 * const flags = createFlags({ definitions, source: httpSource('https://flags.internal/flags', { sse: true }) });
 * await flags.ready({ timeoutMs: 5_000 });
 */
export function httpSource(url: string, options: HttpSourceOptions = {}): Source {
  const settings = readHttpOptions(url, options);
  const { intervalMs, random } = settings;
  const clock = unreferenced(settings.clock);
  let stopping = new AbortController();

  return {
    name: url,
    start(push, fail) {
      stopping = new AbortController();
      const { signal } = stopping;
      const poll = polling(settings, push, signal);
      let wake = new AbortController();
      /** Whether the stream has spoken since the last question was sent. */
      let asked = true;

      async function askForever(): Promise<void> {
        while (!signal.aborted) {
          asked = false;
          await poll().catch((error: Error) => signal.aborted || fail(error));
          // Several words of the stream while one question is under way are one question more.
          if (asked) continue;
          wake = new AbortController();
          await sleep(clock, intervalMs * (0.9 + 0.2 * random()), [signal, wake.signal]).catch(nothing);
        }
      }
      const ask = (): void => {
        asked = true;
        wake.abort();
      };

      // Neither rejects: each hands its errors on.
      void askForever();
      if (settings.streamUrl !== undefined) void listen(settings.streamUrl, { ...settings, clock }, ask, signal);
    },
    stop: () => stopping.abort(new Error(`the source ${url} was stopped`)),
  };
}

/** Returns the function that asks once, pushes what is new, and rejects when there is no good answer. */
function polling(
  { url, headers, timeoutMs, maxBytes, fetch, clock }: HttpSettings,
  push: (raw: string, version?: string) => void,
  signal: AbortSignal,
): () => Promise<void> {
  let last: { readonly text: string; readonly etag: string | null } | undefined;
  let failing = false;

  async function answer(limit: AbortSignal): Promise<void> {
    const known: Record<string, string> = last?.etag ? { 'if-none-match': last.etag } : {};
    const response = await fetch(url, { headers: { accept: 'application/json', ...headers, ...known }, signal: limit });
    if (response.status === 304 && last) {
      if (!failing) return;
    } else {
      if (!response.ok) {
        response.body?.cancel().catch(nothing);
        throw new Error(`it answered with status ${response.status}`);
      }
      const text = await readText(response, maxBytes);
      JSON.parse(text); // what is no JSON is a failure of the server, and its ETag nothing to come back to
      const isNew = text !== last?.text;
      last = { text, etag: response.headers.get('etag') };
      if (!isNew && !failing) return;
    }
    // After a failure the same document is news: it is the good one again.
    push(last.text, last.etag?.replace(/^(?:W\/)?"|"$/g, ''));
    failing = false;
  }

  return async function poll() {
    const limit = new AbortController();
    const late = (): void => limit.abort(new Error(`it did not answer within ${timeoutMs} ms`));
    const cancelTimer = startTimer(unreferenced(clock), timeoutMs, late);
    const stopListening = onAbort([signal], (reason) => limit.abort(reason));
    try {
      await answer(limit.signal);
    } catch (error) {
      failing = true;
      throw new Error(`${url} gave no document: ${(error as Error).message}`, { cause: error });
    } finally {
      cancelTimer();
      stopListening();
    }
  };
}
