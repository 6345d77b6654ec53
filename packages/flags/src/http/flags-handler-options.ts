import { aClock, aFunction, checkOptions, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';

/** Who may write, where the paths are, and how much is taken at a time. */
export interface FlagsHandlerOptions {
  /** Whether a request may write: `false` is answered with 401, `'forbidden'` with 403. Without it, nobody may. */
  readonly authorize?: (request: Request) => boolean | 'forbidden' | PromiseLike<boolean | 'forbidden'>;
  /** What the paths begin with. @default '' */
  readonly basePath?: string;
  /** A longer body is answered with 413. @default 5_242_880 */
  readonly maxBodyBytes?: number;
  /** More listeners at a time are answered with 503. @default 1_000 */
  readonly maxStreams?: number;
  /** How often a stream says that it lives. @default 15_000 */
  readonly heartbeatMs?: number;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
}

/** Options that have been checked, with every default in place. */
export type FlagsHandlerSettings = Required<Omit<FlagsHandlerOptions, 'authorize'>> &
  Pick<FlagsHandlerOptions, 'authorize'>;

const aCount: OptionRule = ['number', 'an integer >= 1', (n: number) => Number.isSafeInteger(n) && n >= 1];
const rules: OptionRules<FlagsHandlerOptions> = {
  authorize: aFunction,
  basePath: ['string', 'empty or a path such as /api', (path: string) => /^(?:\/[^/?#]+)*$/.test(path)],
  maxBodyBytes: aCount,
  maxStreams: aCount,
  heartbeatMs: ['number', 'a finite number >= 1', (ms: number) => ms >= 1 && ms < Infinity],
  clock: aClock,
};

export function readHandlerOptions(options: FlagsHandlerOptions): FlagsHandlerSettings {
  return {
    basePath: '',
    maxBodyBytes: 5 * 2 ** 20,
    maxStreams: 1_000,
    heartbeatMs: 15_000,
    clock: systemClock,
    ...checkOptions('createFlagsHandler', options, rules),
  };
}
