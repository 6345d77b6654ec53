import { type Clock, startTimer } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';
import { sleep } from '@scry/internal/sleep';
import type { HttpSettings } from './http-source-options.ts';
import { nothing } from './read-text.ts';

/** A line of a stream that is longer holds nothing that is looked at. */
const longestLine = 65_536;
const minDelayMs = 1_000;
const maxDelayMs = 30_000;

/**
 * Listens to a stream of server-sent events (WHATWG HTML 9.2) until the signal aborts, and opens it anew whenever it ends. Calls
 * `onChange` for each event, and each time that it was opened again: what was said in between was not heard.
 */
export async function listen(
  url: string,
  settings: HttpSettings,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random } = settings;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      await hear(url, settings, signal, () => {
        failures = 0;
        onChange();
      });
    } catch {
      // A stream is quicker news, not the news: the document itself is asked for all the same, and tells what fails.
    }
    const ceiling = Math.min(maxDelayMs, minDelayMs * 2 ** failures);
    await sleep(clock, ceiling * (0.5 + random() / 2), [signal]).catch(nothing);
  }
}

async function hear(url: string, settings: HttpSettings, signal: AbortSignal, onChange: () => void): Promise<void> {
  const { fetch, headers, clock, silenceMs } = settings;
  const limit = new AbortController();
  const stopListening = onAbort([signal], (reason) => limit.abort(reason));
  const silence = silenceTimer(clock, silenceMs, () => limit.abort(new Error(`${url} was silent for ${silenceMs} ms`)));
  try {
    const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: limit.signal });
    if (!response.ok || !response.body) throw new Error(`${url} answered with status ${response.status}`);
    onChange();
    const decoder = new TextDecoder();
    const feed = eventFeed(onChange);
    for await (const chunk of response.body) {
      silence.restart();
      feed(decoder.decode(chunk, { stream: true }));
    }
  } finally {
    limit.abort();
    silence.cancel();
    stopListening();
  }
}

function silenceTimer(clock: Clock, ms: number, onSilence: () => void) {
  let cancel = startTimer(clock, ms, onSilence);
  return {
    restart() {
      cancel();
      cancel = startTimer(clock, ms, onSilence);
    },
    cancel: () => cancel(),
  };
}

/** Takes pieces of a stream, and calls `onEvent` at each blank line that ends an event with data. */
export function eventFeed(onEvent: () => void): (piece: string) => void {
  let line = '';
  let hasData = false;
  let afterReturn = false;
  const endLine = (): void => {
    if (line === '') {
      if (hasData) onEvent();
      hasData = false;
    } else if (line === 'data' || line.startsWith('data:')) hasData = true;
    line = '';
  };
  return function feed(piece) {
    for (const character of piece) {
      // A line ends with either, or with both.
      if (character === '\r' || (character === '\n' && !afterReturn)) endLine();
      else if (character !== '\n' && line.length < longestLine) line += character;
      afterReturn = character === '\r';
    }
  };
}
