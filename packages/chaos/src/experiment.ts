export type { PythonFunction } from './experiment/chaos-toolkit/read-activity.ts';
export { type ChaosToolkitOptions, readChaosToolkit } from './experiment/chaos-toolkit/read-chaos-toolkit.ts';
export type { ControlFunctions } from './experiment/chaos-toolkit/read-controls.ts';
export type { Control, ControlScope } from './experiment/control.ts';
export { defineExperiment } from './experiment/define-experiment.ts';
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
export type { ExperimentEvent } from './experiment/recorder.ts';
export { runExperiment } from './experiment/run-experiment.ts';
export type { RunOptions } from './experiment/run-options.ts';
export type { JsonPathTolerance, RangeTolerance, RegexTolerance, Scalar, Tolerance } from './experiment/tolerance.ts';
