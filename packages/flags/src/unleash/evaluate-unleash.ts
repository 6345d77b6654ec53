import { aFunction, aString, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { type Condition, constraintOf } from './constraints.ts';
import { readUnleash, type UnleashState } from './read-unleash.ts';
import { chooseVariant } from './stickiness.ts';
import { strategies } from './strategies.ts';
import type {
  UnleashContext,
  UnleashDependency,
  UnleashDocument,
  UnleashFeature,
  UnleashStrategy,
  UnleashVariant,
  UnleashVariantDefinition,
} from './unleash-document.ts';

/** Unleash's two questions. Neither ever throws. */
export interface UnleashFlags {
  isEnabled(feature: string, context?: UnleashContext): boolean;
  /** A variant called `disabled` where the feature is not enabled, or has no variants. */
  getVariant(feature: string, context?: UnleashContext): UnleashVariant;
}

export interface UnleashOptions {
  /** Random numbers in [0, 1), for whoever has no id. @default Math.random */
  readonly random?: () => number;
  /** Epoch milliseconds, for date constraints. @default Date.now */
  readonly now?: () => number;
  /** What the strategy `applicationHostname` compares. @default '' */
  readonly hostname?: string;
}

const rules: OptionRules<UnleashOptions> = { random: aFunction, now: aFunction, hostname: aString };

/** What a feature comes to: enabled by a strategy, which may have variants of its own. */
type Outcome =
  | { readonly enabled: false }
  | { readonly enabled: true; readonly variant: UnleashVariantDefinition | undefined };

const off: Outcome = { enabled: false };

interface Evaluation {
  readonly context: UnleashContext;
  readonly random: () => number;
}

type Way = (given: Evaluation) => Outcome;

/**
 * Evaluates a document of Unleash in Unleash's own buckets, so that nobody moves while a program changes over. Of Unleash's client
 * specification 6.1.0 (279 tests) all hold.
 *
 * @throws TypeError for what is no document of Unleash, or a wrong option.
 * @example
 * const unleash = evaluateUnleash({ features: [{ name: 'checkout', enabled: true, strategies: [{ name: 'default' }] }] });
 * unleash.isEnabled('checkout', { userId: '7' }); // true
 */
export function evaluateUnleash(document: UnleashDocument, options: UnleashOptions = {}): UnleashFlags {
  const { random = Math.random, now = Date.now, hostname = '' } = checkOptions('evaluateUnleash', options, rules);
  const evaluator = new UnleashEvaluator(readUnleash('evaluateUnleash', document), { random, now, hostname });
  /** A context comes from callers of all kinds: where it cannot be read, the feature is off. */
  function ask<T>(question: (given: Evaluation) => T, context: UnleashContext | undefined, otherwise: T): T {
    try {
      return question({ context: context ?? {}, random });
    } catch {
      return otherwise;
    }
  }

  return {
    isEnabled: (feature, context) => ask((given) => evaluator.outcome(feature, given).enabled, context, false),
    getVariant: (feature, context) => ask((given) => evaluator.variant(feature, given), context, { ...disabled }),
  };
}

const disabled: UnleashVariant = { name: 'disabled', enabled: false, feature_enabled: false };

class UnleashEvaluator {
  readonly #state: UnleashState;
  readonly #options: Required<UnleashOptions>;
  /** Each feature with its strategies, of which the first that holds decides. */
  readonly #features: ReadonlyMap<string, { readonly feature: UnleashFeature; readonly ways: readonly Way[] }>;

  constructor(state: UnleashState, options: Required<UnleashOptions>) {
    this.#state = state;
    this.#options = { ...options, hostname: options.hostname.toLowerCase() };
    const features = [...state.features].map(([name, feature]) => {
      const ways = (feature.strategies ?? []).map((strategy) => this.#way(strategy));
      return [name, { feature, ways }] as const;
    });
    this.#features = new Map(features);
  }

  outcome(name: string, given: Evaluation): Outcome {
    const { feature, ways } = this.#features.get(name) ?? {};
    if (!feature?.enabled || !ways || feature.dependencies?.some((each) => !this.#isMet(each, given))) return off;
    if (ways.length === 0) return { enabled: true, variant: undefined };
    for (const way of ways) {
      const outcome = way(given);
      if (outcome.enabled) return outcome;
    }
    return off;
  }

  variant(name: string, given: Evaluation): UnleashVariant {
    const outcome = this.outcome(name, given);
    if (!outcome.enabled) return { ...disabled };
    const variants = this.#state.features.get(name)?.variants ?? [];
    const chosen = outcome.variant ?? chooseVariant(variants, name, variants[0]?.stickiness, given);
    if (chosen === undefined) return { name: 'disabled', enabled: false, feature_enabled: true };
    const { payload } = chosen;
    return { name: chosen.name, ...(payload && { payload }), enabled: true, feature_enabled: true };
  }

  #way({ name, parameters = {}, variants = [], ...strategy }: UnleashStrategy): Way {
    const isActive = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
    const conditions = this.#conditions(strategy);
    return (given) => {
      const { context } = given;
      const isOn =
        isActive && conditions.every((holds) => holds(context)) && isActive(parameters, context, this.#options);
      if (!isOn) return off;
      const stickiness = variants[0]?.stickiness ?? parameters['stickiness']?.toString();
      return { enabled: true, variant: chooseVariant(variants, String(parameters['groupId']), stickiness, given) };
    };
  }

  /** A strategy with a segment that is not there never holds. */
  #conditions({ constraints = [], segments = [] }: Pick<UnleashStrategy, 'constraints' | 'segments'>): Condition[] {
    const shared = segments.map((id) => this.#state.segments.get(id));
    if (shared.includes(undefined)) return [() => false];
    const all = [...constraints, ...shared.flatMap((segment) => segment?.constraints ?? [])];
    return all.map((each) => constraintOf(each, this.#options.now));
  }

  /** A parent must be there, and have no parent itself. */
  #isMet({ feature, enabled = true, variants = [] }: UnleashDependency, given: Evaluation): boolean {
    const parent = this.#state.features.get(feature);
    if (parent === undefined || parent.dependencies?.length) return false;
    const { name, feature_enabled } = this.variant(feature, given);
    if (!enabled) return !feature_enabled;
    return feature_enabled && (variants.length === 0 || variants.includes(name));
  }
}
