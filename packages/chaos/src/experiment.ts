export type { Control, ControlScope } from './experiment/control.ts';
export type { Action, Activity, ActivityContext, Experiment, Guardrail, Probe } from './experiment/experiment.ts';
export { ExperimentError, type ExperimentProblem, isExperimentError } from './experiment/experiment-error.ts';
export {
  type AbortedBy,
  exitCodeOf,
  type Journal,
  type JournalStep,
  type Outcome,
  type Phase,
  type ReplayResult,
} from './experiment/journal.ts';
export type { JsonPathTolerance, RangeTolerance, RegexTolerance, Scalar, Tolerance } from './experiment/tolerance.ts';
