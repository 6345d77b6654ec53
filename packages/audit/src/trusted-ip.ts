import { BlockList, isIP, SocketAddress } from 'node:net';

/**
 * Which proxies may tell the client's address: none (`false`), the last so many, those in a list of addresses and CIDR
 * ranges, or those that a function takes; `hop` is 0 for the socket's peer. As in `@scry/ratelimit`.
 */
export type TrustProxy = false | number | readonly string[] | ((address: string, hop: number) => boolean);

/** Finds the client's address from the socket's peer and the value of `X-Forwarded-For`. */
export type TrustedIp = (peer: string | undefined, forwardedFor: string | undefined) => string | undefined;

/**
 * Reads the header from the right: nothing in it counts that a trusted proxy has not written. Where it has too few entries, or
 * the entry is no address, the socket's own address is the client's.
 *
 * @throws TypeError or RangeError when `trustProxy` is wrong.
 */
export function trustedIp(caller: string, trustProxy: TrustProxy): TrustedIp {
  if (trustProxy === false || trustProxy === 0) return (peer) => normalIp(peer);
  if (typeof trustProxy === 'number' && Number.isInteger(trustProxy) && trustProxy > 0) {
    return (peer, forwardedFor = '') => normalIp(forwardedFor.split(',').at(-trustProxy)) ?? normalIp(peer);
  }
  if (typeof trustProxy === 'function') return (peer, forwardedFor) => walk(peer, forwardedFor, trustProxy);
  if (Array.isArray(trustProxy)) {
    const ranges = readRanges(caller, trustProxy);
    return (peer, forwardedFor) =>
      walk(peer, forwardedFor, (address) => ranges.check(address, address.includes(':') ? 'ipv6' : 'ipv4'));
  }
  const message = `${caller}: trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got ${String(trustProxy)}`;
  throw typeof trustProxy === 'number' ? new RangeError(message) : new TypeError(message);
}

/** From the socket outwards, to the first address that is not trusted. */
function walk(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: (address: string, hop: number) => boolean,
): string | undefined {
  const socket = normalIp(peer);
  const entries = forwardedFor?.split(',') ?? [];
  let client = socket;
  for (let hop = 0; client !== undefined && isTrusted(client, hop); hop++) {
    const entry = entries.pop();
    // All of them are ours: the farthest one asks for itself.
    if (entry === undefined) return client;
    client = normalIp(entry);
  }
  return client ?? socket;
}

function readRanges(caller: string, texts: readonly unknown[]): BlockList {
  const ranges = new BlockList();
  for (const text of texts) {
    const [base = '', bits, ...rest] = String(text).split('/');
    const address = normalIp(base);
    const family = address?.includes(':') ? 'ipv6' : 'ipv4';
    const most = family === 'ipv6' ? 128 : 32;
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (typeof text !== 'string' || address === undefined || rest.length > 0 || !(length <= most)) {
      throw new RangeError(`${caller}: trustProxy must list addresses and CIDR ranges, got ${String(text)}`);
    }
    ranges.addSubnet(address, length, family);
  }
  return ranges;
}

/** The text of RFC 5952; IPv4 in IPv6 notation becomes IPv4. Ports, brackets and zones, which proxies write too, go. */
function normalIp(text: string | undefined): string | undefined {
  const bare = (text ?? '').trim().replace(/^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/, '$1$2');
  const address = bare.includes(':') ? bare.replace(/%.*/, '') : bare;
  if (isIP(address) === 4) return address;
  if (isIP(address) !== 6) return undefined;
  return new SocketAddress({ address, family: 'ipv6' }).address.replace(/^::ffff:(?=[\d.]+$)/, '');
}
