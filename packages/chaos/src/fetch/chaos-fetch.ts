import { aFunction, aString, checkOptions, checkValue } from '@scry/internal/check-options';
import type { Chaos } from '../chaos-api.ts';

/** The injection point that requests pass. */
export interface ChaosFetchOptions {
  /** The name of the injection point. @default 'http' */
  readonly point?: string;
}

type Fetch = typeof globalThis.fetch;

/**
 * Makes an injection point of `fetch`. A delay or a hang ends at once when the request's signal aborts, and a `Response` given
 * to `fault.result` is copied for each call.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const fetchWithChaos = chaosFetch(fetch, chaos);
 * using busy = chaos.enable({ name: 'busy', points: 'http', fault: fault.result(new Response('', { status: 503 })) });
 */
export function chaosFetch(fetch: Fetch, chaos: Chaos, options: ChaosFetchOptions = {}): Fetch {
  checkValue('chaosFetch: fetch', fetch, aFunction);
  const { point = 'http' } = checkOptions('chaosFetch', options, { point: aString });
  return chaos.point(point, fetch, { async: true });
}
