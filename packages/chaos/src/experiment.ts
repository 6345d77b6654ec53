export type { PythonFunction } from './experiment/chaos-toolkit/read-activity.ts';
export { type ChaosToolkitOptions, readChaosToolkit } from './experiment/chaos-toolkit/read-chaos-toolkit.ts';
export type { ControlFunctions } from './experiment/chaos-toolkit/read-controls.ts';
export type { Control, ControlScope } from './experiment/control.ts';
export { defineExperiment } from './experiment/define-experiment.ts';
export type { Action, Activity, ActivityContext, Experiment, Guardrail, Probe } from './experiment/experiment.ts';
export { ExperimentError, type ExperimentProblem, isExperimentError } from './experiment/experiment-error.ts';
export type { ProcessSignal } from './experiment/interruption.ts';
export {
  type AbortedBy,
  exitCodeOf,
  type Journal,
  type JournalStep,
  type Outcome,
  type Phase,
  type ReplayResult,
} from './experiment/journal.ts';
export { readJournal } from './experiment/read-journal.ts';
export type { ExperimentEvent } from './experiment/recorder.ts';
export { toHtml } from './experiment/report/to-html.ts';
export { toJUnit } from './experiment/report/to-junit.ts';
export { toMarkdown } from './experiment/report/to-markdown.ts';
export { runExperiment } from './experiment/run-experiment.ts';
export type { RunOptions } from './experiment/run-options.ts';
export {
  createScheduler,
  type ExperimentScheduler,
  type ScheduledRun,
} from './experiment/schedule/create-scheduler.ts';
export type { Incident, IncidentHook, Send } from './experiment/schedule/incident.ts';
export { type OpsgenieOptions, opsgenie } from './experiment/schedule/opsgenie.ts';
export { type PagerDutyOptions, pagerDuty } from './experiment/schedule/pager-duty.ts';
export type { ScheduleWindow, Weekday } from './experiment/schedule/schedule-window.ts';
export type { ScheduleEntry, SchedulerEvent, SchedulerOptions } from './experiment/schedule/scheduler-options.ts';
export type { JsonPathTolerance, RangeTolerance, RegexTolerance, Scalar, Tolerance } from './experiment/tolerance.ts';
