import { type Cidr, isInCidr, parseCidr } from './cidr.ts';
import { formatIpAddress, type IpAddress, parseIpAddress } from './ip-address.ts';

/**
 * Which proxies may tell the client's address: none (`false`), the last so many, those in a list of addresses and CIDR
 * ranges, or those that a function takes; `hop` is 0 for the socket's peer.
 */
export type TrustProxy = false | number | readonly string[] | ((address: string, hop: number) => boolean);

/** A `TrustProxy` that has been checked: the number of hops, or whether a proxy is trusted. */
export type Trust = number | ((address: IpAddress, hop: number) => boolean);

/**
 * Finds the address that a request came from, in the text of RFC 5952; IPv4 in IPv6 notation becomes IPv4.
 *
 * Nothing in `X-Forwarded-For` counts that a trusted proxy has not written. It is read from the right: the entry that the
 * farthest of the trusted hops saw, or the first that no range and no function trusts. Where it has too few entries for the
 * hops, or the entry is no address, the socket's own address is the client's.
 *
 * @param peer the socket's remote address; `undefined` where there is none.
 * @param forwardedFor the value of `X-Forwarded-For`, or its values.
 * @returns `undefined` when the socket has no address and no trusted entry is one.
 * @throws TypeError or RangeError when `trustProxy` is wrong.
 * @example
 * clientIp('10.0.0.7', 'spoofed, 203.0.113.9', 1); // '203.0.113.9'
 */
export function clientIp(
  peer: string | undefined,
  forwardedFor: string | readonly string[] | null | undefined,
  trustProxy: TrustProxy = false,
): string | undefined {
  const address = clientAddress(peer, forwardedFor, readTrustProxy('clientIp', trustProxy));
  return address && formatIpAddress(address);
}

export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | readonly string[] | null | undefined,
  trust: Trust,
): IpAddress | undefined {
  const socket = parseIpAddress(peer ?? '');
  if (trust === 0 || !forwardedFor) return socket;
  const entries = forwardedFor.toString().split(',');
  if (typeof trust === 'number') return parseIpAddress(entries.at(-trust)?.trim() ?? '') ?? socket;
  let client = socket;
  for (let hop = 0; client && trust(client, hop); hop++) {
    const entry = entries.pop();
    // All of them are ours: the farthest one asks for itself.
    if (entry === undefined) return client;
    client = parseIpAddress(entry.trim());
  }
  return client ?? socket;
}

/** Checks a `trustProxy` option and makes it ready for many requests. */
export function readTrustProxy(caller: string, trustProxy: TrustProxy): Trust {
  if (trustProxy === false) return 0;
  if (typeof trustProxy === 'function') return (address, hop) => trustProxy(formatIpAddress(address), hop);
  if (typeof trustProxy === 'number' && trustProxy >= 0 && Number.isInteger(trustProxy)) return trustProxy;
  const ranges = Array.isArray(trustProxy) ? trustProxy.map((text: unknown) => readCidr(caller, text)) : undefined;
  if (ranges) return (address) => ranges.some((cidr) => isInCidr(address, cidr));
  const message = `${caller}: trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got ${trustProxy}`;
  throw typeof trustProxy === 'number' ? new RangeError(message) : new TypeError(message);
}

function readCidr(caller: string, text: unknown): Cidr {
  const cidr = typeof text === 'string' ? parseCidr(text) : undefined;
  if (!cidr) throw new RangeError(`${caller}: trustProxy must list addresses and CIDR ranges, got ${String(text)}`);
  return cidr;
}
