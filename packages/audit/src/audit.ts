import type { Clock } from '@scry/internal/clock';
import type { Redactor } from '@scry/redact';
import type { ActionDefinitions, BuiltInActions } from './actions.ts';
import type { Actor, AuditEvent } from './audit-event.ts';
import type { AuditFilter } from './audit-filter.ts';
import type { AuditNotice } from './audit-notice.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { Catalogue } from './define-actions.ts';
import type { EventInput, HelperInput } from './event-input.ts';
import type { Sink } from './sink.ts';

/**
 * What the promise of `log` says when it resolves. `durable`: the event is on stable storage. `written`: it was handed to the
 * operating system, and outlives the process. `best-effort`: it was taken into a bounded queue.
 */
export type Delivery = 'durable' | 'written' | 'best-effort';

/** What every event inside `runWith` says, unless it says otherwise itself. */
export interface AuditContext {
  readonly actor: Actor;
  /** The tenant of actors that name none. */
  readonly tenantId: string;
  readonly correlationId: string;
  readonly traceparent: string;
  readonly clientIp: string;
  readonly sessionId: string;
  readonly userAgent: string;
}

/** What became of an event. */
export interface Receipt {
  /** The event's ULID; empty when auditing is switched off. */
  readonly id: string;
  /** Its place in the log, from 1; 0: not in the log, or with `best-effort` not known yet. */
  readonly seq: number;
  /** The hash in its line; empty where `seq` is 0. */
  readonly hash: string;
  /** Whether it is on stable storage. */
  readonly durable: boolean;
}

/** Where events go, when `log` resolves, and what happens when it cannot. */
export interface AuditOptions<A extends ActionDefinitions = BuiltInActions> {
  /** The actions that may be logged. @default the built-in ones */
  readonly catalogue?: Catalogue<A>;
  /** Where events go; at least one must be required. */
  readonly sinks: readonly Sink[];
  /** Redacts details, changes, reason and user agent. @default a redactor without options */
  readonly redact?: Redactor | false;
  /** Makes a pseudonym of `actor.id`, `actor.impersonatedBy`, `resource.id` and `clientIp`, such as `hashFor` of `@scry/redact/hmac`. */
  readonly pseudonymize?: (value: string) => string;
  /** @default 'durable' */
  readonly delivery?: Delivery;
  /** What a failure of the required sinks does to the call: it rejects, or it resolves and the loss is audited. @default 'reject' */
  readonly onFailure?: 'reject' | 'degrade';
  /** How many events may wait. @default 10_000 */
  readonly maxQueue?: number;
  /** How long a sink may take for what it is given. @default 10_000 */
  readonly sinkTimeoutMs?: number;
  /** Whether anything is logged at all. @default true */
  readonly enabled?: boolean;
  /** The stream's name: stands in every event and notice. @default 'audit' */
  readonly name?: string;
  readonly onEvent?: (notice: AuditNotice) => void;
  /** Wall clock in epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Measures `sinkTimeoutMs`. @default the platform's clock */
  readonly clock?: Clock;
}

/** An audit log. Its methods hold when destructured. */
export interface Audit<A = BuiltInActions> {
  /** Logs an event; resolves with the receipt as `delivery` says. */
  log(event: EventInput<A>): Promise<Receipt>;
  /** `auth.login.success` */
  logAuthSuccess(event: HelperInput): Promise<Receipt>;
  /** `auth.login.failure`, with the outcome FAILURE */
  logAuthFailure(event: HelperInput): Promise<Receipt>;
  /** `data.read`, or the `action` given */
  logDataAccess(event: HelperInput): Promise<Receipt>;
  /** `config.updated`, or the `action` given */
  logConfigChange(event: HelperInput): Promise<Receipt>;
  /** `ingestion.completed`, `ingestion.failed` with the outcome FAILURE or DENIED, or the `action` given */
  logIngestion(event: HelperInput): Promise<Receipt>;
  /** `permission.allowed`, or `permission.denied` with the outcome DENIED */
  logPermission(event: HelperInput): Promise<Receipt>;
  /** `service.started`, or the `action` given; the actor is the system where none is given */
  logSystem(event: HelperInput): Promise<Receipt>;
  /**
   * Runs the operation and logs the event with what became of it: SUCCESS, DENIED when it throws an error with the code
   * SCRY_FORBIDDEN or the status 401 or 403, else FAILURE with the error's message as reason.
   */
  audited<T>(event: EventInput<A>, operation: () => Promise<T>): Promise<T>;
  /** Runs a function; events inside it, across all its awaits, have the context. An inner context adds to an outer one. */
  runWith<T>(context: Partial<AuditContext>, fn: () => T): T;
  /** The events that fit, oldest first, from the first sink that can be searched. The search itself is logged. */
  query(filter: AuditFilter): AsyncIterable<AuditEvent>;
  /** A checkpoint over all events so far. */
  checkpoint(): Promise<SignedCheckpoint>;
  /** Resolves when all events so far are on stable storage. */
  flush(): Promise<void>;
  /** Writes what waits, and closes the sinks. Calls of `log` after it reject. */
  close(): Promise<void>;
}
