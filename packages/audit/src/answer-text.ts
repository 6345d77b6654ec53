/** An index answers with some hundred bytes an event: what is longer is no answer to a batch. */
const mostBytes = 16 * 1024 * 1024;

/** The text of an answer. Rejects when it is longer than 16 MiB. */
export async function answerText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  const reader = body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    bytes += read.value.byteLength;
    if (bytes > mostBytes) {
      await reader?.cancel();
      throw new Error(`its answer is longer than ${mostBytes} bytes`);
    }
    text += decoder.decode(read.value, { stream: true });
  }
  return text + decoder.decode();
}
