import { HeldLines } from './held-lines.ts';
import type { RedactOptions } from './redact-options.ts';
import { createRedactor } from './redactor.ts';

/**
 * Redacts text or NDJSON that comes in pieces, whatever the pieces are: a line at a time, and the lines of a private key
 * together. A line that is JSON is redacted as the value that it holds. Bytes are read and written as UTF-8.
 *
 * No more than one line is held back, and of that no more than `maxStringLength` characters: a longer one is redacted as
 * a whole, as it is anywhere.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * response.body?.pipeThrough(redactStream<Uint8Array>());
 */
export function redactStream<T extends string | Uint8Array = string>(
  options: RedactOptions = {},
): TransformStream<T, T> {
  const { text } = createRedactor(options);
  const { enabled = true, maxStringLength = 65_536 } = options;
  if (!enabled) return new TransformStream();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  const held = new HeldLines(text, maxStringLength);
  let bytes = false;

  // What goes out is of the kind that came in.
  const sent = (redacted: string): T => (bytes ? encoder.encode(redacted) : redacted) as T;

  return new TransformStream({
    transform(chunk, controller) {
      bytes = typeof chunk !== 'string';
      const redacted = held.add(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
      if (redacted !== '') controller.enqueue(sent(redacted));
    },
    flush(controller) {
      const redacted = held.add(decoder.decode()) + held.end();
      if (redacted !== '') controller.enqueue(sent(redacted));
    },
  });
}
