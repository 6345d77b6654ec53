export {
  all,
  any,
  contains,
  endsWith,
  eq,
  exists,
  ge,
  gt,
  isIn,
  le,
  lt,
  ne,
  not,
  type Scalar,
  type SemVerOperator,
  schedule,
  segment,
  semVer,
  startsWith,
} from './build/conditions.ts';
export { type ExperimentBuilder, type ExperimentSettings, experiment } from './build/experiment.ts';
export { bool, choice, type FlagBuilder, type RolloutOptions } from './build/flag-builder.ts';
export { type DocumentSettings, flagDocument } from './build/flag-document.ts';
export type { BuiltFlag, FlagSettings } from './build/flag-settings.ts';
