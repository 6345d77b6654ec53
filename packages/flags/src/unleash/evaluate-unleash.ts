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

interface Evaluation {
  readonly context: UnleashContext;
  readonly random: () => number;
}

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
  const state = readUnleash('evaluateUnleash', document);
  const host = { random, hostname: hostname.toLowerCase() };
  const compiled = new Map([...state.features].map(([name, feature]) => [name, compileFeature(feature)]));

  function compileFeature(feature: UnleashFeature): (given: Evaluation) => Outcome {
    const ways = feature.strategies?.map((strategy) => compileStrategy(strategy, state, now)) ?? [];
    return (given) => {
      if (!feature.enabled || (!feature.dependencies?.every((each) => isMet(each, given)) && feature.dependencies)) {
        return { enabled: false };
      }
      if (ways.length === 0) return { enabled: true, variant: undefined };
      for (const way of ways) {
        const outcome = way(given);
        if (outcome.enabled) return outcome;
      }
      return { enabled: false };
    };
  }

  function compileStrategy(
    { name, parameters = {}, variants = [], ...strategy }: UnleashStrategy,
    of: UnleashState,
    at: () => number,
  ) {
    const known = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
    const conditions = conditionsOf(strategy, of, at);
    return (given: Evaluation): Outcome => {
      const { context } = given;
      if (!known || !conditions.every((holds) => holds(context)) || !known(parameters, context, host))
        return { enabled: false };
      const stickiness = variants[0]?.stickiness ?? parameters['stickiness'];
      const group = String(parameters['groupId']);
      return { enabled: true, variant: chooseVariant(variants, group, stickiness?.toString(), given) };
    };
  }

  /** A parent must be there, and have no parent itself. */
  function isMet({ feature, enabled = true, variants = [] }: UnleashDependency, given: Evaluation): boolean {
    const parent = state.features.get(feature);
    if (parent === undefined || parent.dependencies?.length) return false;
    const { name, feature_enabled } = variantOf(feature, given);
    if (!enabled) return !feature_enabled;
    return feature_enabled && (variants.length === 0 || variants.includes(name));
  }

  function variantOf(name: string, given: Evaluation): UnleashVariant {
    const outcome = compiled.get(name)?.(given) ?? { enabled: false };
    if (!outcome.enabled) return { name: 'disabled', enabled: false, feature_enabled: false };
    const variants = state.features.get(name)?.variants ?? [];
    const chosen = outcome.variant ?? chooseVariant(variants, name, variants[0]?.stickiness, given);
    if (chosen === undefined) return { name: 'disabled', enabled: false, feature_enabled: true };
    const { payload } = chosen;
    return { name: chosen.name, ...(payload && { payload }), enabled: true, feature_enabled: true };
  }

  return {
    isEnabled: (feature, context = {}) => compiled.get(feature)?.({ context, random }).enabled ?? false,
    getVariant: (feature, context = {}) => variantOf(feature, { context, random }),
  };
}

/** A strategy with a segment that is not there never holds. */
function conditionsOf(
  { constraints = [], segments = [] }: Pick<UnleashStrategy, 'constraints' | 'segments'>,
  state: UnleashState,
  now: () => number,
): Condition[] {
  const shared = segments.map((id) => state.segments.get(id));
  if (shared.includes(undefined)) return [() => false];
  return [...constraints, ...shared.flatMap((segment) => segment?.constraints ?? [])].map((each) =>
    constraintOf(each, now),
  );
}
