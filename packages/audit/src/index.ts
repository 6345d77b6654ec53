export {
  type ActionDefinition,
  type ActionDefinitions,
  actions,
  type BuiltInActions,
  type Catalogue,
} from './actions.ts';
export type { Audit, AuditContext, AuditOptions, Delivery, Receipt } from './audit.ts';
export type { Actor, AuditEvent, Change, Outcome, Resource } from './audit-event.ts';
export type { AuditFilter } from './audit-filter.ts';
export type { AuditNotice } from './audit-notice.ts';
export type { SignedCheckpoint, Signer } from './checkpoint.ts';
export { defineActions } from './define-actions.ts';
export type { EventFields, EventInput, HelperInput } from './event-input.ts';
export { type EcsEvent, type OcsfEvent, toCsv, toEcs, toOcsf } from './formats.ts';
export { type LegacyActions, legacyActions } from './legacy-actions.ts';
export type { Sink, SinkHost, Tail } from './sink.ts';
export type { Divergence, InclusionProof, VerifyReport } from './verify-report.ts';
