/** How an action ended. */
export type Outcome = 'SUCCESS' | 'FAILURE' | 'PARTIAL' | 'DENIED';

/** Who did it. */
export interface Actor {
  readonly type: 'user' | 'service' | 'api_key' | 'system';
  readonly id: string;
  readonly tenantId?: string;
  /** Who acted in the name of `id`. */
  readonly impersonatedBy?: string;
}

/** What it was done to. */
export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly tenantId?: string;
}

/** One field of the resource, before and after. */
export interface Change {
  readonly path: string;
  readonly old: unknown;
  readonly new: unknown;
}

/** One event as it stands in the log: one line of JSON, its members in this order. */
export interface AuditEvent {
  readonly v: 1;
  /** A ULID: sorts by time, and no two of one process are in the wrong order. */
  readonly id: string;
  /** The name of the audit log. */
  readonly stream: string;
  /** 1 for the first event of the stream, without gaps; the event's place in the tree, counted from 1. */
  readonly seq: number;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly time: string;
  /** The dotted name, such as `data.read`. */
  readonly action: string;
  readonly outcome: Outcome;
  readonly actor: Actor;
  readonly resource?: Resource;
  readonly correlationId?: string;
  /** As in W3C Trace Context. */
  readonly traceparent?: string;
  readonly clientIp?: string;
  readonly sessionId?: string;
  readonly userAgent?: string;
  readonly reason?: string;
  readonly changes?: readonly Change[];
  readonly details?: Readonly<Record<string, unknown>>;
  /** The `hash` of the event before it: 64 hexadecimal digits, zeros for the first. */
  readonly prev: string;
  /** SHA-256, in hexadecimal, of all bytes of the line before `,"hash":`. */
  readonly hash: string;
}
