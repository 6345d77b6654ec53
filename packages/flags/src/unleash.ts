export { evaluateUnleash, type UnleashFlags } from './unleash/evaluate-unleash.ts';
export { type Moved, type ToFlagdResult, toFlagd } from './unleash/to-flagd.ts';
export type {
  UnleashConstraint,
  UnleashContext,
  UnleashDocument,
  UnleashFeature,
  UnleashStrategy,
  UnleashVariant,
  UnleashVariantDefinition,
} from './unleash/unleash-document.ts';
