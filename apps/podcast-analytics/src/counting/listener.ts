import type { Hit } from './hit.ts';
import { isIpv4, parseAddress } from './ip-address.ts';
import type { MonthKey } from './month-key.ts';
import type { Ruleset } from './ruleset.ts';

/**
 * Who listens, as 32 hexadecimal digits: equal for equal address, user agent and key, and without the key tied to nobody.
 * The key is that of the calendar month (UTC) of the hit's time; with the month's key destroyed, nobody can link any more.
 */
export function listenerOf(hit: Hit, key: MonthKey, ruleset: Ruleset): string {
  const parts = [networkOf(hit), hit.userAgent ?? ''];
  if (ruleset.listenerIncludesReferer) parts.push(hit.referer ?? '');
  return key(parts.join('\0'));
}

/**
 * Who shares an address, as 32 hexadecimal digits: all of a household, whatever they listen with. It is what a purchase in a browser
 * and a download in an app have in common. Under the key of the month, as listeners are.
 */
export function householdOf(hit: Pick<Hit, 'address' | 'hashedAddress'>, key: MonthKey): string {
  return key(networkOf(hit)); // the name of a listener is made of a text with a NUL in it: the two are never equal
}

/** The month whose key identifies the listeners of a hit: `2026-02`. */
export function keyMonth(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

/** A household is handed a whole /64 of IPv6, and its devices change their address within it every day. */
export function networkOf({ address, hashedAddress = '' }: Pick<Hit, 'address' | 'hashedAddress'>): string {
  if (address === undefined) return hashedAddress;
  const parsed = parseAddress(address);
  if (parsed === undefined) return address;
  return isIpv4(parsed) ? parsed : parsed.slice(0, 16);
}
