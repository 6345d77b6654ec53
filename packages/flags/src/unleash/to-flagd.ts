import type { FlagDefinition, FlagDocument, Prerequisite } from '../flag-document.ts';
import type { Json, JsonObject } from '../json.ts';
import { allOf, constraintRule, type Report, strategyRule, textOf, unitOf } from './flagd-conditions.ts';
import { readUnleash, type UnleashState } from './read-unleash.ts';
import type {
  UnleashDocument,
  UnleashFeature,
  UnleashPayload,
  UnleashStrategy,
  UnleashVariantDefinition,
} from './unleash-document.ts';

/** Why a feature may answer otherwise in flagd than in Unleash. */
export interface Moved {
  readonly feature: string;
  readonly reason: string;
}

/** The document that was written, and who would get another variant by it. */
export interface ToFlagdResult {
  readonly document: FlagDocument;
  /** Empty: nobody sees a difference. */
  readonly moved: readonly Moved[];
}

type Variants = readonly UnleashVariantDefinition[];

/**
 * Writes a document of Unleash as one of flagd, and says who would get something else. A feature becomes a boolean flag, or one
 * with its variants, whose values are their payloads where all are of one type; a segment becomes an evaluator.
 *
 * @throws TypeError for what is no document of Unleash.
 * @example
 * const strategies = [{ name: 'flexibleRollout', parameters: { rollout: 25, stickiness: 'userId', groupId: 'checkout' } }];
 * const { document, moved } = toFlagd({ features: [{ name: 'checkout', enabled: true, strategies }] });
 * moved; // [{ feature: 'checkout', reason: 'a roll-out of 25 % by userId: other units are in it, and none without an id' }]
 */
export function toFlagd(document: UnleashDocument): ToFlagdResult {
  const state = readUnleash('toFlagd', document);
  const moved: Moved[] = [];
  const reporter =
    (feature: string): Report =>
    (reason) =>
      moved.push({ feature, reason });
  const flags = [...state.features].map(([name, feature]) => [name, flagOf(feature, state, reporter(name))]);
  const segments = [...state.segments].map(([id, { constraints = [] }]) => {
    const rule = allOf(constraints.map((each) => constraintRule(each, reporter(`segment-${id}`))));
    return [`segment-${id}`, typeof rule === 'object' ? rule : { '!!': [rule] }];
  });
  const evaluators = segments.length > 0 && { $evaluators: Object.fromEntries(segments) };
  return { document: { flags: Object.fromEntries(flags), ...evaluators }, moved };
}

function flagOf(feature: UnleashFeature, state: UnleashState, report: Report): FlagDefinition {
  const variants = variantsOf(feature);
  const isBoolean = variants.length === 0;
  const prerequisites = prerequisitesOf(feature, state, report);
  const isOpen = feature.enabled && prerequisites !== undefined;
  const targeting = isOpen ? targetingOf(feature, state, report) : undefined;
  const extras = {
    ...(feature.description && { description: feature.description }),
    ...(prerequisites?.length && { prerequisites }),
  };
  return {
    state: 'ENABLED', // a disabled flag would have the caller's default, and Unleash says no
    variants: isBoolean ? { on: true, off: false } : valuesOf(variants),
    defaultVariant: isBoolean ? 'off' : null,
    ...(targeting && { targeting }),
    ...(Object.keys(extras).length > 0 && { $scry: extras }),
  };
}

function variantsOf({ variants, strategies }: UnleashFeature): Variants {
  return [...(variants ?? []), ...(strategies ?? []).flatMap((strategy) => strategy.variants ?? [])];
}

/** Payloads if all have one, and of one type; else the names. */
function valuesOf(variants: Variants): Readonly<Record<string, Json>> {
  const found = variants.map(({ name, payload }) => ({ name, value: payload && payloadOf(payload) }));
  const isOneType = found.every(({ value }) => value !== undefined && typeof value === typeof found[0]?.value);
  const entries = found.map(({ name, value = name }): [string, Json] => [name, isOneType ? value : name]);
  return Object.fromEntries(entries);
}

function payloadOf({ type, value }: UnleashPayload): Json | undefined {
  if (type !== 'json' && type !== 'number') return value;
  try {
    return JSON.parse(value) ?? undefined;
  } catch {
    return undefined; // Unleash serves what was typed, and so the name has to do
  }
}

function targetingOf({ name, variants, strategies }: UnleashFeature, state: UnleashState, report: Report): JsonObject {
  const ways = (strategies?.length ? strategies : [{ name: 'default' }]).flatMap((strategy: UnleashStrategy) => {
    const { parameters, segments = [], constraints = [] } = strategy;
    const shared = segments.map((id): Json => (state.segments.has(id) ? { $ref: `segment-${id}` } : false));
    const limits = constraints.map((each) => constraintRule(each, report));
    const condition = allOf([...limits, ...shared, strategyRule(strategy, report)]);
    const own = strategy.variants ?? [];
    const [choices, group] = own.length > 0 ? [own, String(parameters?.['groupId'])] : [variants ?? [], name];
    const stickiness = choices[0]?.stickiness ?? (own.length > 0 ? parameters?.['stickiness'] : undefined);
    return [condition, choiceOf(choices, group, String(stickiness ?? 'default'), report)];
  });
  return { if: [...ways, variantsOf({ name, enabled: true, variants, strategies }).length === 0 ? 'off' : null] };
}

function choiceOf(variants: Variants, group: string, stickiness: string, report: Report): Json {
  const reachable = variants.filter(({ weight }) => weight > 0);
  const [first, second] = reachable;
  if (variants.length === 0) return 'on';
  const overrides = variants.flatMap(({ name, overrides: list = [] }) =>
    list.flatMap(({ contextName, values }): Json[] => [{ in: [textOf(contextName), values] }, name]),
  );
  if (second) report(`variants by weight and ${stickiness}: units get other ones, and none without an id`);
  const unit = unitOf(stickiness);
  const shares = reachable.map(({ name, weight }): Json => [name, weight]);
  const byWeight: Json = {
    if: [{ '!!': [unit] }, { fractional: [{ cat: [group, ':variant:', unit] }, ...shares] }, null],
  };
  const choice = second ? byWeight : (first?.name ?? null);
  return overrides.length > 0 ? { if: [...overrides, choice] } : choice;
}

/** Undefined: no parent can be satisfied, or flagd has no words for what is asked of it. */
function prerequisitesOf(
  { dependencies }: UnleashFeature,
  state: UnleashState,
  report: Report,
): Prerequisite[] | undefined {
  const found = (dependencies ?? []).map(({ feature, enabled = true, variants = [] }): Prerequisite | undefined => {
    const parent = state.features.get(feature);
    if (parent === undefined || parent.dependencies?.length) return undefined;
    const names = variantsOf(parent).map(({ name }) => name);
    const isBoolean = names.length === 0;
    if (isBoolean && variants.length === 0) return { flag: feature, variant: enabled ? 'on' : 'off' };
    const [variant, ...others] = variants;
    if (!isBoolean && enabled && variant !== undefined && !names.includes(variant)) return undefined;
    if (!isBoolean && enabled && variant !== undefined && others.length === 0) return { flag: feature, variant };
    report(`the dependency on ${feature} has no counterpart: it is never met`);
    return undefined;
  });
  return found.includes(undefined) ? undefined : found.filter((each) => each !== undefined);
}
