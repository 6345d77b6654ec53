/**
 * `fetch` that resolves once the whole answer is there, so that the time limits, retries and breakers around it count an answer
 * that broke off as none. Rejects where it is larger than `maxBytes`.
 */
export function wholeAnswer(maxBytes: number): typeof fetch {
  return async function fetchWhole(input, init) {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new AnswerTooLargeError(maxBytes);
      chunks.push(chunk);
    }
    const { status, statusText, headers } = response;
    return new Response(Buffer.concat(chunks), { status, statusText, headers });
  };
}

class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
  readonly retryable = false;
  constructor(maxBytes: number) {
    super(`expected at most ${maxBytes} bytes, got more`);
  }
}
