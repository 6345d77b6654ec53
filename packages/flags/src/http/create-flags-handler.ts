import { observe } from '@scry/internal/observe';
import type { FlagDocument } from '../flag-document.ts';
import type { Flags } from '../flags.ts';
import { type ChangeStreams, createChangeStreams } from './change-streams.ts';
import { matches, renditionOf } from './etag.ts';
import { type FlagsHandlerOptions, type FlagsHandlerSettings, readHandlerOptions } from './flags-handler-options.ts';
import { evaluateAll, evaluateOne } from './ofrep.ts';
import { Refusal, readJson } from './read-json.ts';

export type { FlagsHandlerOptions } from './flags-handler-options.ts';

/** What the handler needs of the flags; every `Flags` has it. */
export type ServedFlags = Pick<Flags, 'document' | 'evaluate' | 'subscribe' | 'update'>;

/** What answers at one path. */
interface Route {
  readonly methods: Readonly<Record<string, () => Promise<Response>>>;
  /** The flag that the path names. */
  readonly key?: string;
}

/**
 * Serves flags over HTTP, as one Fetch handler for any server that speaks Fetch:
 *
 * - `GET /flags`: the document, with an ETag
 * - `GET /flags/stream`: server-sent events, one for each document, whose data is its ETag
 * - `PUT /flags`: puts a document in force if `authorize` lets it, and if it matches `If-Match` where that is given
 * - `POST /ofrep/v1/evaluate/flags/KEY` and `POST /ofrep/v1/evaluate/flags`: the OpenFeature Remote Evaluation Protocol
 *
 * Everybody who reaches it may read: put it behind your own middleware if flags are not public.
 *
 * @throws TypeError or RangeError for a wrong option. The handler never rejects: it answers with an error status, and reports
 * what `authorize` threw to the platform.
 * @example
 * const handler = createFlagsHandler(flags, {
 *   authorize: (request) => request.headers.get('authorization') === `Bearer ${token}`,
 * });
 * const response = await handler(new Request('http://localhost/flags'));
 */
export function createFlagsHandler(
  flags: ServedFlags,
  options: FlagsHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const settings = readHandlerOptions(options);
  const streams = createChangeStreams(settings.clock, settings.heartbeatMs, settings.maxStreams);
  flags.subscribe(async (event) => {
    const document = flags.document();
    if (event.type === 'update' && document) streams.send(changeEvent((await renditionOf(document)).etag));
  });

  return async function handleFlags(request) {
    const { pathname } = new URL(request.url);
    const route = routeOf(pathname, { flags, request, settings, streams });
    if (!route) return Response.json({ errorDetails: `there is nothing at ${pathname}` }, { status: 404 });
    const answer = Object.hasOwn(route.methods, request.method) ? route.methods[request.method] : undefined;
    if (!answer) {
      const allow = Object.keys(route.methods).join(', ');
      return Response.json({ errorDetails: `the method must be ${allow}` }, { status: 405, headers: { allow } });
    }
    try {
      return await answer();
    } catch (error) {
      const { status, errorCode, message } = error instanceof Refusal ? error : failureOf(error);
      return Response.json({ key: route.key, errorCode, errorDetails: message }, { status });
    }
  };
}

/** The caller learns nothing of what went wrong; the platform does, as of an observer that throws. */
function failureOf(thrown: unknown): Refusal {
  observe(() => {
    throw thrown;
  }, undefined);
  return new Refusal(500, 'GENERAL', 'the request could not be answered');
}

interface Asked {
  readonly flags: ServedFlags;
  readonly request: Request;
  readonly settings: FlagsHandlerSettings;
  readonly streams: ChangeStreams;
}

function routeOf(pathname: string, asked: Asked): Route | undefined {
  const { flags, request, settings } = asked;
  const { basePath, maxBodyBytes, authorize } = settings;
  if (!pathname.startsWith(basePath)) return undefined;
  const path = pathname.slice(basePath.length);
  if (path === '/flags') {
    const read = () => sendDocument(asked);
    return { methods: { GET: read, HEAD: read, ...(authorize ? { PUT: () => putDocument(asked, authorize) } : {}) } };
  }
  if (path === '/flags/stream') return { methods: { GET: () => openStream(asked) } };
  const evaluations = '/ofrep/v1/evaluate/flags';
  if (path === evaluations) return { methods: { POST: () => evaluateAll(flags, request, maxBodyBytes) } };
  const key = path.startsWith(`${evaluations}/`) ? decoded(path.slice(evaluations.length + 1)) : undefined;
  if (key === undefined) return undefined;
  return { key, methods: { POST: () => evaluateOne(flags, request, key, maxBodyBytes) } };
}

/** undefined: the path is no text that a flag could be called by. */
function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

async function sendDocument({ flags, request }: Asked): Promise<Response> {
  const document = flags.document();
  if (!document) throw new Refusal(503, 'PROVIDER_NOT_READY', 'there is no flag document yet');
  const { text, etag } = await renditionOf(document);
  const headers = { etag, 'cache-control': 'no-cache', 'content-type': 'application/json' };
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  return new Response(request.method === 'HEAD' ? null : text, { headers });
}

async function putDocument(
  { flags, request, settings }: Asked,
  authorize: NonNullable<FlagsHandlerOptions['authorize']>,
): Promise<Response> {
  const known = await authorize(request);
  if (known === 'forbidden') throw new Refusal(403, 'GENERAL', 'this may not be written');
  if (known !== true) throw new Refusal(401, 'GENERAL', 'who writes must be known');
  const body = await readJson(request, settings.maxBodyBytes);
  const before = flags.document();
  const etag = before && (await renditionOf(before)).etag;
  const ifMatch = request.headers.get('if-match');
  // Two who edit the same document at a time: the second one sees that it is not the one that he read.
  if (ifMatch !== null && !(etag && matches(ifMatch, etag) && flags.document() === before)) {
    throw new Refusal(412, 'GENERAL', 'the document is not the one of If-Match any more');
  }
  const result = flags.update(body);
  if (!result.ok) return Response.json({ errorCode: 'PARSE_ERROR', issues: result.issues }, { status: 422 });
  const { changes, warnings } = result;
  // It was put in force one line ago.
  const { etag: newTag } = await renditionOf(flags.document() as FlagDocument);
  return Response.json({ changes, warnings }, { headers: { etag: newTag } });
}

async function openStream({ flags, request, streams }: Omit<Asked, 'settings'>): Promise<Response> {
  const document = flags.document();
  const first = document ? changeEvent((await renditionOf(document)).etag) : ':\n\n';
  // Another document came while this one was written out: its word went to those who were listening already.
  if (flags.document() !== document) return openStream({ flags, request, streams });
  const body = streams.open(first, request.signal);
  if (!body) throw new Refusal(503, 'GENERAL', 'too many are listening');
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
}

function changeEvent(etag: string): string {
  return `event: change\ndata: ${etag}\n\n`;
}
