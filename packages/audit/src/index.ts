export {
  type ActionDefinition,
  type ActionDefinitions,
  actions,
  type BuiltInActions,
  type Catalogue,
} from './actions.ts';
export type { Audit, AuditContext, AuditOptions, Delivery, Receipt } from './audit.ts';
export { AuditDamagedError, isAuditDamagedError } from './audit-damaged-error.ts';
export type { Actor, AuditEvent, Change, Outcome, Resource } from './audit-event.ts';
export { AuditEventError, isAuditEventError } from './audit-event-error.ts';
export { AuditLockedError, isAuditLockedError } from './audit-locked-error.ts';
export { AuditWriteError, isAuditWriteError, type WriteFailure } from './audit-write-error.ts';
export type { SignedCheckpoint, Signer } from './checkpoint.ts';
export { createAudit } from './create-audit.ts';
export { defineActions } from './define-actions.ts';
export { type Ed25519SignerOptions, ed25519Signer } from './ed25519-signer.ts';
export type { EventFields, EventInput, HelperInput } from './event-input.ts';
export { type EcsEvent, type OcsfEvent, toCsv, toEcs, toOcsf } from './formats.ts';
export { type FileSinkOptions, fileSink } from './file-sink.ts';
export { getAuditLogger } from './get-audit-logger.ts';
export { type LegacyActions, legacyActions } from './legacy-actions.ts';
export { type MemorySink, type MemorySinkOptions, memorySink } from './memory-sink.ts';
export { type InclusionProof, proveInclusion, verifyInclusion } from './prove-inclusion.ts';
export type { AuditFilter, AuditNotice, Sink, SinkHost, Tail } from './sink.ts';
export { type Divergence, type VerifyOptions, type VerifyReport, verify } from './verify.ts';
