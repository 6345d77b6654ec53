/** A body is longer than it may be. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';
}

/**
 * The text of a body, read no further than it may be long.
 *
 * @throws BodyTooLong, TypeError for what is not UTF-8, and whatever breaks the transfer.
 */
export async function readText(message: Request | Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = message.body?.getReader();
  let text = '';
  let bytes = 0;
  try {
    for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
      bytes += chunk.value.byteLength;
      if (bytes > maxBytes) throw new BodyTooLong(`the body must not be longer than ${maxBytes} bytes`);
      text += decoder.decode(chunk.value, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    reader?.cancel().catch(nothing);
    throw error;
  }
}

/** For what may fail and changes nothing: the cancelling of what is not wanted, the waking of who waits. */
export function nothing(): void {}
