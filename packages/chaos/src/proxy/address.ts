import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Where something listens. */
export interface Address {
  /** Empty: every address of this machine. */
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`, `[::1]:port` and `:port`. */
export function parseAddress(text: string): Address | undefined {
  const [, bracketed, plain = '', digits] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  return port <= 65_535 ? { host: bracketed ?? plain, port } : undefined;
}

/** The address that a text must be. */
export function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (!address) throw new RangeError(`expected host:port, got ${JSON.stringify(text)}`);
  return address;
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The same with an IP address; a name means IPv4 where it can mean both, as it does for Toxiproxy. */
export async function resolveAddress({ host, port }: Address): Promise<Address> {
  if (host === '') return { host: '::', port };
  if (isIP(host)) return { host, port };
  const found = await lookup(host, { family: 4 }).catch(() => lookup(host));
  return { host: found.address, port };
}
