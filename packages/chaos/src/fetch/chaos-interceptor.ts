import { aString, checkOptions } from '@scry/internal/check-options';
import type { Chaos } from '../chaos-api.ts';

/** The injection point that requests of a dispatcher pass. */
export interface ChaosInterceptorOptions {
  /** The name of the injection point. @default 'http' */
  readonly point?: string;
}

/** What a scenario's `match` sees of a request, as the point's one argument. */
export interface DispatchOptions {
  readonly origin?: unknown;
  readonly path: string;
  readonly method: string;
  readonly signal?: unknown;
}

/** The part of undici's handlers that a request fails through: of version 7 and later, and of those before. */
interface FailableHandler {
  readonly onResponseError?: (controller: unknown, error: unknown) => void;
  readonly onError?: (error: unknown) => void;
}

type Dispatch<O, H> = (options: O, handler: H) => boolean;

/**
 * An interceptor for the dispatchers of undici: `new Agent().compose(chaosInterceptor(chaos))`. It fails, delays or holds a request
 * before it is sent; results are `chaosFetch`'s to give.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const dispatcher = new Agent().compose(chaosInterceptor(chaos));
 * await request('http://127.0.0.1:3000/feed.xml', { dispatcher });
 */
export function chaosInterceptor(chaos: Chaos, options: ChaosInterceptorOptions = {}) {
  const { point = 'http' } = checkOptions('chaosInterceptor', options, { point: aString });
  const nothing = (_options: DispatchOptions): Promise<unknown> | undefined => undefined;
  const pass = chaos.point(point, nothing, { async: true });

  return function intercept<O extends DispatchOptions, H extends object>(dispatch: Dispatch<O, H>): Dispatch<O, H> {
    return function dispatchWithChaos(request, handler) {
      const verdict = chaos.armed === 0 ? undefined : pass(request);
      if (verdict === undefined) return dispatch(request, handler);
      // Also what dispatch throws, such as that of a dispatcher which was closed meanwhile: nobody else hears of it.
      verdict.then(() => dispatch(request, handler)).catch((error: unknown) => fail(handler, error));
      return true; // no backpressure: the request is on its way
    };
  };
}

function fail(handler: FailableHandler, error: unknown): void {
  if (handler.onResponseError) handler.onResponseError(undefined, error);
  else handler.onError?.(error);
}
