import { observe } from '@scry/internal/observe';
import { andThen } from './and-then.ts';
import type { Decision } from './decision.ts';
import { exemptPathTest } from './exempt-paths.ts';
import { resetSeconds, writeRateLimit } from './format-rate-limit.ts';
import { type IpCeiling, ipCeiling } from './ip-ceiling.ts';
import { type LimitedResponse, limitedResponse } from './limited-response.ts';
import { middlewareLimiter } from './middleware-limiter.ts';
import { type MiddlewareSettings, type RateLimitOptions, readMiddlewareOptions } from './middleware-options.ts';
import { pathOf } from './normalise-path.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ConsumeOptions } from './rate-limiter-options.ts';
import { type RequestView, requestKey } from './request-key.ts';

/** A request that was decided on. */
export interface Entry {
  readonly decision: Decision;
  readonly key: string;
  /** What was asked for, as a limiter takes it back. */
  readonly call: number | ConsumeOptions;
  /** The key of its address, where a ceiling holds. */
  readonly under: string | undefined;
}

/** What all middlewares do alike, whatever their requests and responses look like. */
export interface Gate<Request> {
  /**
   * Decides on a request; `undefined` for one that is not limited. At once, unless a store or an own function is asked.
   * Never throws: what an own function throws comes as a rejection.
   */
  enter(request: Request): Entry | undefined | PromiseLike<Entry | undefined>;
  /** Writes the headers of the response, and returns what to answer if the request was denied. */
  tell(entry: Entry, request: Request, write: (name: string, value: string) => void): LimitedResponse | undefined;
  /** Gives the tokens of a request back if the status of its response says so; absent where none does. */
  readonly leave: ((entry: Entry, status: number) => void) | undefined;
}

/** `undefined` where the middleware is switched off. */
export function createGate<Request>(
  caller: string,
  options: RateLimitOptions<Request>,
  view: RequestView<Request>,
): Gate<Request> | undefined {
  const settings = readMiddlewareOptions(caller, options);
  if (settings.enabled === false) return undefined;
  const limiter = middlewareLimiter(settings);
  const ceiling = ipCeiling(caller, settings, view);
  const { headers, onLimited, body, refundOn } = settings;
  return {
    enter: entrance(settings, view, limiter, ceiling),
    tell(entry, request, write) {
      const { decision } = entry;
      const reset = resetSeconds(decision, Date.now());
      writeRateLimit(decision, headers, reset, write);
      if (decision.allowed) return undefined;
      if (onLimited) observe(() => onLimited(request, decision), undefined);
      return limitedResponse(body, request, decision, reset);
    },
    leave: refundOn && exit(refundOn, limiter, ceiling),
  };
}

function entrance<Request>(
  settings: MiddlewareSettings<Request>,
  view: RequestView<Request>,
  limiter: RateLimiter<boolean>,
  ceiling: IpCeiling<Request> | undefined,
): Gate<Request>['enter'] {
  const { exemptPaths = [], skip, cost = 1, policies } = settings;
  const isExempt = exemptPathTest(exemptPaths);
  const keyOf = requestKey(settings, view);
  const costOf = typeof cost === 'function' ? cost : () => cost;
  const planOf = typeof policies === 'function' ? policies : () => undefined;

  const decide = (request: Request): Entry | PromiseLike<Entry> =>
    andThen(keyOf(request), (key) =>
      andThen(costOf(request), (tokens) =>
        andThen(planOf(request), (plan) => {
          const call = plan ? { cost: tokens, policies: plan } : tokens;
          const under = ceiling?.keyOf(request);
          if (!ceiling || under === undefined) return take(limiter, key, call);
          return takeUnder(ceiling.limiter, under, tokens, () => take(limiter, key, call));
        }),
      ),
    );

  return function enter(request) {
    try {
      if (isExempt?.(pathOf(view.target(request)))) return undefined;
      return skip ? andThen(skip(request), (skipped) => (skipped ? undefined : decide(request))) : decide(request);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

function take(limiter: RateLimiter<boolean>, key: string, call: Entry['call']): Entry | PromiseLike<Entry> {
  return andThen(limiter.consume(key, call), (decision) => ({ decision, key, call, under: undefined }));
}

/** The ceiling first, so that a denied address cannot touch the buckets of others' keys; both or none is taken. */
function takeUnder(
  ceiling: RateLimiter<boolean>,
  under: string,
  cost: number,
  takeKey: () => Entry | PromiseLike<Entry>,
): Entry | PromiseLike<Entry> {
  return andThen(ceiling.consume(under, cost), (decision) => {
    if (!decision.allowed) return { decision, key: under, call: cost, under };
    return andThen(takeKey(), (entry) => {
      if (!entry.decision.allowed) giveBack(ceiling, under, cost);
      return { ...entry, under };
    });
  });
}

function exit<Request>(
  refundOn: NonNullable<RateLimitOptions<Request>['refundOn']>,
  limiter: RateLimiter<boolean>,
  ceiling: IpCeiling<Request> | undefined,
): Gate<Request>['leave'] {
  const isRefunded =
    typeof refundOn === 'function' ? refundOn : (status: number) => status < 400 === (refundOn === 'success');
  return function leave({ key, call, under }, status) {
    // What an own function throws after the response is nobody's to catch.
    observe(() => {
      if (!isRefunded(status)) return;
      giveBack(limiter, key, call);
      if (ceiling && under !== undefined) giveBack(ceiling.limiter, under, typeof call === 'number' ? call : call.cost);
    }, undefined);
  };
}

/** A store that is away keeps the tokens: they come back with time. */
function giveBack(limiter: RateLimiter<boolean>, key: string, call: Entry['call'] | undefined): void {
  Promise.resolve(limiter.refund(key, call)).catch(() => {});
}
