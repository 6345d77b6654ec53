import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isPublicAddress } from './public-address.ts';

export interface PublicFetchOptions {
  /** Finds the addresses of a host; the system's resolver where absent. */
  readonly lookup?: typeof systemLookup;
  /** Which addresses may be connected to; those of the public internet where absent. */
  readonly allows?: (address: string) => boolean;
}

/** A request that would have left the public internet, or asks for what is not fetched. Trying again changes nothing. */
class RefusedUrlError extends Error {
  override readonly name = 'RefusedUrlError';
  readonly retryable = false;
}

const maxRedirects = 5;

/**
 * `fetch` for addresses that strangers give: GET over http or https, to public addresses alone. The address is judged where
 * the connection takes it, so a name that resolves to another address a moment later gains nothing, and so is each redirect.
 */
export function createPublicFetch({ lookup = systemLookup, allows = isPublicAddress }: PublicFetchOptions = {}) {
  const guarded = guardLookup(lookup, allows);

  return async function publicFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    let url = checkUrl(new URL(input instanceof Request ? input.url : input), allows);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer = await get(url, guarded, init);
      const { location } = answer.headers;
      if (!isRedirect(answer.statusCode) || location === undefined) return responseOf(answer, url);
      answer.destroy();
      if (!URL.canParse(location, url.href))
        throw new RefusedUrlError('expected a redirect to a URL, got another text');
      url = checkUrl(new URL(location, url), allows);
    }
    throw new RefusedUrlError(`expected at most ${maxRedirects} redirects, got more`);
  };
}

function checkUrl(url: URL, allows: (address: string) => boolean): URL {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new RefusedUrlError(`expected http or https, got ${url.protocol.slice(0, -1)}`);
  if (url.username !== '' || url.password !== '')
    throw new RefusedUrlError('expected a URL without user and password, got one with them');
  // An address in place of a name is connected to without a look-up.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !allows(host)) throw new RefusedUrlError(`expected a public address, got ${host}`);
  return url;
}

function guardLookup(lookup: typeof systemLookup, allows: (address: string) => boolean): LookupFunction {
  return function guardedLookup(hostname, options, callback) {
    const withAll = { ...options, all: true } as const;
    lookup(hostname, withAll, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '', 4);
      const [first] = addresses;
      // One that is not public condemns the name: nobody's feed lies on both sides.
      if (!first || !addresses.every(({ address }) => allows(address)))
        return callback(new RefusedUrlError(`expected a public address behind ${hostname}, got another`), '', 4);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function get(url: URL, lookup: LookupFunction, { headers, signal }: RequestInit): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      agent: false, // a connection that is kept would be used again without a look-up
      lookup,
      headers: { 'accept-encoding': 'gzip, deflate, br', ...Object.fromEntries(new Headers(headers)) },
      ...(signal && { signal }),
    });
    request.once('response', resolve);
    request.once('error', reject);
    request.end();
  });
}

function isRedirect(status = 0): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function responseOf(answer: IncomingMessage, url: URL): Response {
  const status = answer.statusCode ?? 502;
  const headers = new Headers({ 'content-location': url.href });
  for (const name of ['content-type', 'etag', 'last-modified', 'retry-after'] as const) {
    const value = answer.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const isEmpty = status === 204 || status === 304;
  if (isEmpty) answer.resume();
  // The cast: the DOM's and Node's declarations of the same stream differ.
  const body = isEmpty ? null : (Readable.toWeb(decoded(answer)) as ReadableStream<Uint8Array>);
  return new Response(body, { status, headers });
}

function decoded(answer: IncomingMessage): Readable {
  const decoder = decoderOf(answer.headers['content-encoding']);
  if (!decoder) return answer;
  answer.once('error', (error) => decoder.destroy(error));
  decoder.once('close', () => answer.destroy());
  return answer.pipe(decoder);
}

function decoderOf(encoding = '') {
  switch (encoding.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
