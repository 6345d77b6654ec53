import { at, type DocumentReader, type JsonObject } from '../document-reader.ts';
import type { ActivityContext } from '../experiment.ts';
import type { Provider } from './provider.ts';

const longestBody = 1_048_576;
const optional = [
  'method',
  'headers',
  'expected_status',
  'arguments',
  'timeout',
  'secrets',
  'verify_tls',
  'max_retries',
];

/** The provider `http` of the specification: a request, whose answer is `{ status, headers, body }`. */
export function readHttpProvider(reader: DocumentReader, given: unknown, path: string): Provider {
  const provider = reader.object(given, path, ['type', 'url'], optional);
  const url = reader.text(provider['url'], at(path, 'url'));
  if (url !== '' && !URL.canParse(url)) reader.report(at(path, 'url'), `must be a URL, got ${JSON.stringify(url)}`);
  const method = (reader.text(provider['method'], at(path, 'method')) || 'GET').toUpperCase();
  const headers = textsOf(reader.record(provider['headers'], at(path, 'headers')));
  const status = provider['expected_status'];
  if (status !== undefined && !Number.isInteger(status))
    reader.report(at(path, 'expected_status'), 'must be an integer');
  if (provider['verify_tls'] === false)
    reader.report(at(path, 'verify_tls'), 'cannot be false here: certificates are verified');
  if (provider['max_retries']) reader.report(at(path, 'max_retries'), 'cannot be used here: a request is sent once');
  const content = provider['arguments'] ?? undefined; // none is null in JSON
  const timeoutMs = readTimeout(reader, provider['timeout'], at(path, 'timeout'));
  return {
    timeoutMs,
    run: async ({ signal }) => {
      const answer = await send({ url, method, headers, content }, signal);
      if (status === undefined || answer.status === status) return answer;
      throw new Error(`the answer has the status ${answer.status}, expected ${String(status)}`);
    },
  };
}

/** One number of seconds, or two: for the connection and for the answer. */
function readTimeout(reader: DocumentReader, value: unknown, path: string): number | undefined {
  if (!Array.isArray(value)) return reader.seconds(value, path);
  const parts = reader.list(value, path, (each, where) => reader.seconds(each, where));
  if (value.length !== 2) reader.report(path, `must be a number or two, got ${value.length}`);
  return parts.reduce((sum, each) => sum + each, 0);
}

interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: unknown;
}

async function send({ url, method, headers, content }: Request, signal: ActivityContext['signal']) {
  const target = new URL(url);
  const fields = typeof content === 'object' && content !== null ? Object.entries(content) : [];
  const isQuery = method === 'GET' || method === 'HEAD';
  if (isQuery) for (const [name, value] of fields) target.searchParams.append(name, textOf(value));
  const body = isQuery || content === undefined ? null : bodyOf(content, headers);
  const response = await fetch(target, { method, headers, body, signal });
  const text = await readText(response);
  const isJson = response.headers.get('content-type')?.split(';')[0]?.trim() === 'application/json';
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: isJson ? parsedOr(text) : text,
  };
}

/** JSON where the headers say so, else a form. */
function bodyOf(content: unknown, headers: Readonly<Record<string, string>>): string | URLSearchParams {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (type?.startsWith('application/json')) return JSON.stringify(content);
  if (typeof content !== 'object' || content === null) return textOf(content);
  return new URLSearchParams(Object.entries(content).map(([name, value]): [string, string] => [name, textOf(value)]));
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > longestBody) throw new RangeError(`the answer is longer than ${longestBody} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textsOf(values: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
