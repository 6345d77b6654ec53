export { bucketOf } from './bucket-of.ts';
export { createFlags } from './create-flags.ts';
export { defineFlags } from './define-flags.ts';
export type { Declaration, Declarations, Definitions, KeysOf, ValueOf, Values } from './definitions.ts';
export type {
  ContextValue,
  EvaluationContext,
  EvaluationDetails,
  FlagErrorCode,
  Reason,
  Trace,
  TraceStep,
} from './evaluation.ts';
export type { DocumentEvent, FlagChange, FlagsEvent } from './events.ts';
export { flag } from './flag.ts';
export type {
  Bucketing,
  FlagDefinition,
  FlagDocument,
  FlagExtras,
  FlagMetadata,
  Prerequisite,
} from './flag-document.ts';
export type { BoundFlags, Flags, FlagsStatus, UpdateResult } from './flags.ts';
export type { FlagsOptions } from './flags-options.ts';
export type { Issue } from './issue.ts';
export type { Json, JsonObject } from './json.ts';
export type { OverriddenFlag, Override } from './override.ts';
export { type ParseResult, parseDocument } from './parse-document.ts';
export type { Source } from './source.ts';
export type { StandardSchemaV1 } from './standard-schema.ts';
