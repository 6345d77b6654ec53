import type { Clock } from '@scry/internal/clock';
import type { Declarations, Definitions } from './definitions.ts';
import type { EvaluationContext } from './evaluation.ts';
import type { FlagsEvent } from './events.ts';
import type { FlagDocument } from './flag-document.ts';
import type { Override } from './override.ts';
import type { Source } from './source.ts';

/** Which flags there are, where their documents come from, and who is told. */
export interface FlagsOptions<D extends Declarations = Declarations> {
  readonly definitions: Definitions<D>;
  /** Where documents come from, or a document itself. Without one, `update` brings them. */
  readonly source?: Source | FlagDocument;
  /** Asked in this order; the first with an opinion wins over the document. @default [] */
  readonly overrides?: readonly Override[];
  /** Attributes of every evaluation; those of a call win. */
  readonly context?: EvaluationContext;
  /** Stands in the events. @default 'flags' */
  readonly name?: string;
  /** Told of evaluations, updates, refusals and failures. */
  readonly onEvent?: (event: FlagsEvent) => void;
  /** Epoch milliseconds, for `$flagd.timestamp`. @default Date.now */
  readonly now?: () => number;
  /** Times the waiting of `ready`. @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
}
