import { AuthzenError } from './authzen-error.ts';
import { type Fields, isObject, kind } from './authzen-request.ts';
import { parseIJson } from './i-json.ts';

/** @throws AuthzenError: 400 for what is no JSON object, 413 for more than `maxBytes` (AuthZEN 1.0 §10.1, §11.5, §11.7). */
export async function readBody(request: Request, maxBytes: number): Promise<Fields> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^\s*application\/json\s*(?:;|$)/i.test(type)) {
    throw new AuthzenError(400, 'Content-Type must be application/json');
  }
  const text = await readText(request, maxBytes);
  const body = parsed(text);
  if (!isObject(body)) throw new AuthzenError(400, `the body must be an object, got ${kind(body)}`);
  return body;
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = request.body?.getReader();
  let text = '';
  let bytes = 0;
  try {
    for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
      bytes += chunk.value.byteLength;
      if (bytes > maxBytes) throw new AuthzenError(413, `the body must not be longer than ${maxBytes} bytes`);
      text += decoder.decode(chunk.value, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    // What is left of it is not wanted; whether the cancelling succeeds changes nothing.
    reader?.cancel().catch(() => {});
    throw error instanceof AuthzenError ? error : new AuthzenError(400, 'the body must be whole, and UTF-8');
  }
}

function parsed(text: string): unknown {
  try {
    return parseIJson(text);
  } catch (error) {
    // A SyntaxError of the parser, or one of the reader's own.
    throw new AuthzenError(400, `the body must be JSON: ${(error as SyntaxError).message}`);
  }
}
