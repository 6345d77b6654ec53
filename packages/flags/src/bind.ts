import { observe } from '@scry/internal/observe';
import type { Declarations, ValueOf, Values } from './definitions.ts';
import type { Engine } from './engine.ts';
import type { EvaluationContext, EvaluationDetails } from './evaluation.ts';
import type { FlagsEvent } from './events.ts';
import type { BoundFlags } from './flags.ts';
import type { Trace } from './trace.ts';
import { unitOf } from './unit-of.ts';

/** What evaluations need besides their context. */
export interface Host {
  readonly name: string;
  readonly engine: Engine;
  readonly onEvent?: (event: FlagsEvent) => void;
}

/** The questions that can be asked of flags, with the attributes of `base` in every context. */
export function bind<D extends Declarations>(host: Host, base: EvaluationContext): BoundFlags<D> {
  const { engine, onEvent } = host;
  const isEmpty = Object.keys(base).length === 0;

  /** Contexts come from callers of all kinds: what is no object has no attributes. */
  function merged(context: EvaluationContext | undefined): EvaluationContext {
    if (typeof context !== 'object' || context === null) return base;
    return isEmpty ? context : joined(base, context);
  }

  function typed(key: string, given: EvaluationContext | undefined): EvaluationDetails {
    const context = merged(given);
    const details = engine.typed(key, context);
    if (onEvent) tellOf(host.name, onEvent, details, context);
    return details;
  }

  // The engine makes every answer of a declared flag fit its declaration: that is what the types below rest on.
  return {
    on: (key, context) => typed(key, context).value === true,
    value: <K extends keyof D & string>(key: K, context?: EvaluationContext) =>
      typed(key, context).value as ValueOf<D, K>,
    details: <K extends keyof D & string>(key: K, context?: EvaluationContext) =>
      typed(key, context) as EvaluationDetails<ValueOf<D, K>>,
    explain: <K extends keyof D & string>(key: K, context?: EvaluationContext) =>
      engine.explain(key, merged(context)) as Trace<ValueOf<D, K>>,
    for: (context) => bind(host, joined(base, context)),
    all(context) {
      const given = merged(context);
      const entries = engine.keys.map((key) => [key, typed(key, given).value]);
      return Object.fromEntries(entries) as Values<D>;
    },
    evaluate(key, given) {
      const context = merged(given);
      const details = engine.raw(key, context);
      if (onEvent) tellOf(host.name, onEvent, details, context);
      return details;
    },
  };
}

/** An attribute that throws when it is read leaves only the base. */
function joined(base: EvaluationContext, context: EvaluationContext): EvaluationContext {
  try {
    return { ...base, ...context };
  } catch {
    return base;
  }
}

function tellOf(
  name: string,
  onEvent: (event: FlagsEvent) => void,
  details: EvaluationDetails,
  context: EvaluationContext,
): void {
  const { flagKey: key, value, variant, reason, errorCode, flagMetadata } = details;
  const targetingKey = unitOf(context);
  observe(onEvent, { type: 'evaluation', name, key, value, variant, reason, errorCode, targetingKey, flagMetadata });
}
