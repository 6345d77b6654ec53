// The OpenFeature Remote Evaluation Protocol 0.2, https://github.com/open-feature/protocol (service/openapi.yaml, ADR 6).
import type { EvaluationContext, EvaluationDetails } from '../evaluation.ts';
import type { Flags } from '../flags.ts';
import { etagOf, matches } from './etag.ts';
import { Refusal, readJson } from './read-json.ts';

export type Evaluator = Pick<Flags, 'evaluate' | 'document'>;

/** `POST /ofrep/v1/evaluate/flags/KEY` */
export async function evaluateOne(
  flags: Evaluator,
  request: Request,
  key: string,
  maxBytes: number,
): Promise<Response> {
  const context = await readContext(request, maxBytes);
  requireDocument(flags);
  const details = flags.evaluate(key, context);
  const status = details.errorCode === undefined ? 200 : details.errorCode === 'FLAG_NOT_FOUND' ? 404 : 400;
  return Response.json(shown(details), { status });
}

/** `POST /ofrep/v1/evaluate/flags`: every flag of the document, for a client that has one context. */
export async function evaluateAll(flags: Evaluator, request: Request, maxBytes: number): Promise<Response> {
  const context = await readContext(request, maxBytes);
  const document = requireDocument(flags);
  const all = Object.keys(document.flags).map((key) => shown(flags.evaluate(key, context)));
  const text = JSON.stringify({ flags: all, ...(document.metadata ? { metadata: document.metadata } : {}) });
  const etag = await etagOf(text);
  if (matches(request.headers.get('if-none-match'), etag))
    return new Response(null, { status: 304, headers: { etag } });
  return new Response(text, { headers: { 'content-type': 'application/json', etag } });
}

async function readContext(request: Request, maxBytes: number): Promise<EvaluationContext> {
  const body = await readJson(request, maxBytes);
  if (!isObject(body)) throw new Refusal(400, 'PARSE_ERROR', 'the body must be an object with a context');
  const { context = {} } = body;
  if (!isObject(context)) throw new Refusal(400, 'INVALID_CONTEXT', 'the context must be an object');
  // What JSON has is what a context may have.
  return context as EvaluationContext;
}

function requireDocument(flags: Evaluator) {
  const document = flags.document();
  if (!document) throw new Refusal(500, 'PROVIDER_NOT_READY', 'there is no flag document yet');
  return document;
}

/** Without a value, the caller's own default holds (ADR 6). */
function shown({ flagKey, value, variant, reason, errorCode, errorMessage, flagMetadata }: EvaluationDetails): object {
  if (errorCode !== undefined) return { key: flagKey, errorCode, errorDetails: errorMessage };
  return { key: flagKey, value, reason, variant, metadata: flagMetadata };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
