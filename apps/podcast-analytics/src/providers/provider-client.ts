import type * as z from 'zod';
import { currentContext } from '../platform/context/request-context.ts';
import { redact } from '../scry/redact.ts';
import { parseJson } from './parse-json.ts';
import { ProviderError, type ProviderErrorCode } from './provider-error.ts';
import type { ProviderName } from './provider-settings.ts';

/** One call, with all of its tries: the event `external_api.call`. */
export interface ExternalCall {
  readonly provider: ProviderName;
  /** The path with the names of its parameters, never with their values. */
  readonly endpoint: string;
  readonly method: string;
  /** Undefined where no answer came. */
  readonly statusCode: number | undefined;
  readonly latencyMs: number;
  readonly error: ProviderErrorCode | undefined;
}

export interface ProviderConnection {
  readonly name: ProviderName;
  /** Such as `https://api.stripe.com`. */
  readonly baseUrl: string;
  /** With its limits, retries and breaker. */
  readonly fetch: typeof globalThis.fetch;
  readonly onCall?: ((call: ExternalCall) => void) | undefined;
}

export interface ProviderRequest<Answer> {
  readonly method: 'GET' | 'POST';
  readonly endpoint: string;
  /** What stands for the names in braces. */
  readonly params?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Reads the body of an answer of status 2xx. */
  readonly answer: z.ZodType<Answer>;
  /** Reads what the provider says of a refusal; `undefined` where it says nothing. */
  readonly refusal: z.ZodType<Refusal>;
}

export interface Refusal {
  readonly code?: ProviderErrorCode | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

export interface ProviderAnswer<Answer> {
  readonly body: Answer;
  readonly headers: Headers;
}

export type SendRequest = <Answer>(request: ProviderRequest<Answer>) => Promise<ProviderAnswer<Answer>>;

/** Sends requests to one provider. Rejects with a {@link ProviderError}, or with the reason of the signal. */
export function createProviderClient({ name, baseUrl, fetch, onCall }: ProviderConnection): SendRequest {
  return async function sendRequest(request) {
    const { method, endpoint, signal } = request;
    const startedAt = performance.now();
    const tell = (statusCode?: number, error?: ProviderErrorCode) =>
      onCall?.({ provider: name, endpoint, method, statusCode, latencyMs: performance.now() - startedAt, error });
    let response: Response | undefined;
    try {
      response = await fetch(baseUrl + pathOf(request), {
        method,
        headers: { ...request.headers, ...traceHeader() },
        redirect: 'error', // an API does not redirect; to follow would show the key to whoever it leads to
        ...(request.body !== undefined && { body: request.body }),
        ...(signal && { signal }),
      });
      const body = await readAnswer(name, request, response);
      tell(response.status);
      return { body, headers: response.headers };
    } catch (error) {
      const failure = error instanceof ProviderError ? error : unreachable(name, request, error);
      tell(response?.status, failure.code);
      throw signal?.aborted ? signal.reason : failure;
    }
  };
}

function traceHeader(): Readonly<Record<string, string>> {
  const { traceparent } = currentContext();
  return traceparent === undefined ? {} : { traceparent };
}

function pathOf({ endpoint, params = {} }: Pick<ProviderRequest<unknown>, 'endpoint' | 'params'>): string {
  return endpoint.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

type Asked = Pick<ProviderRequest<unknown>, 'method' | 'endpoint'>;

async function readAnswer<Answer>(
  provider: string,
  request: ProviderRequest<Answer>,
  response: Response,
): Promise<Answer> {
  const { status } = response;
  const body = parseJson(await response.text());
  if (!response.ok) throw refused(provider, request, response, request.refusal.safeParse(body).data ?? {});
  const parsed = request.answer.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  const message = `${asked(provider, request)} was answered with ${status}, but ${problems.slice(0, 3).join('; ')}`;
  throw new ProviderError(message, { provider, code: 'unreadable', status });
}

function refused(provider: string, request: Asked, { status, headers }: Response, refusal: Refusal): ProviderError {
  const code = refusal.code ?? codeOf(status);
  const said = [refusal.reason, refusal.message && redact.text(refusal.message.slice(0, 300))].filter(Boolean);
  const message = `${asked(provider, request)} was answered with ${status}${said.length ? `: ${said.join(', ')}` : ''}`;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = seconds >= 0 ? seconds * 1000 : undefined;
  return new ProviderError(message, { provider, code, status, reason: refusal.reason, retryAfterMs });
}

function codeOf(status: number): ProviderErrorCode {
  if (status === 429) return 'rate-limited';
  return status >= 500 || status === 408 || status === 409 ? 'unavailable' : 'refused';
}

function unreachable(provider: string, request: Asked, error: unknown): ProviderError {
  const isOpen = error instanceof Error && 'code' in error && error.code === 'SCRY_BREAKER_OPEN';
  const retryAfterMs =
    error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number'
      ? error.retryAfterMs
      : undefined;
  const message = isOpen
    ? `${asked(provider, request)} was not sent: ${provider} is left alone for a while, because it did not answer`
    : `${asked(provider, request)} got no answer: ${reasonOf(error)}`;
  return new ProviderError(message, { provider, code: isOpen ? 'unavailable' : 'unreachable', retryAfterMs }, error);
}

/** "fetch failed" says little; its cause has the reason. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return redact.text(cause instanceof Error ? cause.message || cause.name : String(cause));
}

function asked(provider: string, { method, endpoint }: Asked): string {
  return `${provider}: ${method} ${endpoint}`;
}
