import type { Hit } from '../../counting/hit.ts';
import { householdOf, listenerOf } from '../../counting/listener.ts';
import type { MonthKey } from '../../counting/month-key.ts';
import type { Ruleset } from '../../counting/ruleset.ts';
import { createTextCache } from '../../counting/text-cache.ts';

/** What an address and a user agent tell. */
export interface Listener {
  /** Absent where the log tells no address. */
  readonly listener: string | undefined;
  /** Absent where there is no listener. */
  readonly household: string | undefined;
  readonly country: string | undefined;
}

const capacity = 50_000;

const nobody: Listener = { listener: undefined, household: undefined, country: undefined };

/** Tells who sent a hit. Most were there before, and finding them again costs a tenth of their digest and look-up. */
export function createListenerCache(
  ruleset: Ruleset,
  countryOf: (address: string) => string | undefined,
): (hit: Hit, key: MonthKey) => Listener {
  const known = createTextCache<Listener & { readonly key: MonthKey }>(capacity);

  return function listenerBehind(hit, key) {
    const { address, hashedAddress, userAgent = '', referer = '' } = hit;
    if (address === undefined && hashedAddress === undefined) return nobody;
    const page = ruleset.listenerIncludesReferer ? referer : '';
    const text = `${address ?? ''}\0${hashedAddress ?? ''}\0${userAgent}\0${page}`;
    const found = known.get(text);
    if (found?.key === key) return found;
    const country = address === undefined ? undefined : countryOf(address);
    const listener = { key, listener: listenerOf(hit, key, ruleset), household: householdOf(hit, key), country };
    known.set(text, listener);
    return listener;
  };
}
