import { clientAddress } from '@scry/internal/client-ip';
import { parseIpAddress } from '@scry/internal/ip-address';
import { andThen } from './and-then.ts';
import { digest } from './digest.ts';
import { addressKey } from './ip-key.ts';
import type { LimitBy, MiddlewareSettings } from './middleware-options.ts';
import { normalisePath, pathOf } from './normalise-path.ts';

/** How a framework tells what is asked of it. */
export interface RequestView<Request> {
  /** The address of the socket's other end. */
  peer(request: Request): string | undefined;
  header(request: Request, name: string): string | readonly string[] | null | undefined;
  method(request: Request): string | undefined;
  /** The request target or URL, as it came. */
  target(request: Request): string;
  /** The pattern of the route, where it is known by now. */
  route(request: Request): string | undefined;
}

/** Finds the key of a request: what it is limited by, a colon, and whose it is. */
export type RequestKey<Request> = (request: Request) => string | PromiseLike<string>;

type Settings<Request> = Pick<
  MiddlewareSettings<Request>,
  'limitBy' | 'apiKey' | 'trust' | 'ipv6Subnet' | 'clientAddress'
>;

/** Compiles what requests are limited by. */
export function requestKey<Request>(settings: Settings<Request>, view: RequestView<Request>): RequestKey<Request> {
  const byIp = ipKeyOf(settings, view);
  const partOf = (limitBy: LimitBy<Request>): RequestKey<Request> => {
    if (limitBy === 'ip') return byIp;
    if (limitBy === 'api_key') return apiKeyOf(settings, view, byIp);
    return limitBy === 'endpoint' ? endpointOf(view) : ownKeyOf(limitBy, byIp);
  };
  return settings.limitBy
    .map(partOf)
    .reduce(
      (first, second) => (request) =>
        andThen(first(request), (one) => andThen(second(request), (other) => composite(one, other))),
    );
}

export function ipKeyOf<Request>(
  settings: Settings<Request>,
  view: RequestView<Request>,
): (request: Request) => string {
  const { trust, ipv6Subnet, clientAddress: peerOf = view.peer } = settings;
  // The same addresses ask again and again; the memory for them is bounded.
  const keys = new Map<string, string>();
  const keyOfPeer = (peer: string): string => {
    const key = `ip:${addressKey(parseIpAddress(peer), ipv6Subnet)}`;
    if (keys.size >= 1_000) keys.clear();
    keys.set(peer, key);
    return key;
  };

  return function byIp(request) {
    const peer = peerOf(request) ?? '';
    if (trust === 0) return keys.get(peer) ?? keyOfPeer(peer);
    return `ip:${addressKey(clientAddress(peer, view.header(request, 'x-forwarded-for'), trust), ipv6Subnet)}`;
  };
}

/** The API key that a request carries. */
export function apiKeyIn<Request>({ apiKey }: Settings<Request>, view: RequestView<Request>, request: Request): string {
  return view.header(request, apiKey.header)?.toString() ?? '';
}

/** Keys are hashed, so that neither a store nor a log ever has one; a request without a good one counts by its address. */
function apiKeyOf<Request>(
  settings: Settings<Request>,
  view: RequestView<Request>,
  byIp: RequestKey<Request>,
): RequestKey<Request> {
  const { verify } = settings.apiKey;
  return function byApiKey(request) {
    const key = apiKeyIn(settings, view, request);
    if (key === '') return byIp(request);
    const verified = verify ? verify(key, request) : true;
    return andThen(verified, (good) => (good === true ? `api_key:${digest(key)}` : byIp(request)));
  };
}

/** Without a route, the path: in lower case, since most routers tell no difference, and HEAD is answered as GET is. */
function endpointOf<Request>(view: RequestView<Request>): RequestKey<Request> {
  return function byEndpoint(request) {
    const method = view.method(request);
    const place = view.route(request) ?? normalisePath(pathOf(view.target(request))).toLowerCase();
    return bounded('endpoint', `${method === 'HEAD' ? 'GET' : method} ${place}`);
  };
}

function ownKeyOf<Request>(
  own: (request: Request) => string | undefined | PromiseLike<string | undefined>,
  byIp: RequestKey<Request>,
): RequestKey<Request> {
  return function byOwnKey(request) {
    return andThen(own(request), (key) => (key === undefined ? byIp(request) : bounded('key', key)));
  };
}

/** Who writes long paths shall not fill the memory. */
function bounded(kind: string, text: string): string {
  return `${kind}:${text.length > 200 ? digest(text) : text}`;
}

/** The length of the first part stands before it: no two pairs of parts give the same text. */
function composite(first: string, second: string): string {
  const [one, other] = [first.indexOf(':'), second.indexOf(':')];
  const head = first.slice(one + 1);
  return `${first.slice(0, one)}+${second.slice(0, other)}:${head.length}:${head}${second.slice(other + 1)}`;
}
