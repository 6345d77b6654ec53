import { counter, gauge } from '@scry/internal/registered-metric';
import type { Registry } from 'prom-client';
import type { AuditNotice } from './audit-notice.ts';

/**
 * Counts what an audit log does, for prom-client:
 *
 * - `audit_events_total{name, action, outcome}`: events that are in the log
 * - `audit_queue_depth{name}`: events that waited to be written when the last one was
 * - `audit_events_dropped_total{name, reason}`: events that are not: `queue-full` or `sink-failed`
 * - `audit_sink_failures_total{name, sink}`: calls that a sink did not serve
 * - `audit_sink_dropped_total{name, sink}`: lines that an optional sink will never have
 * - `audit_log_faults_total{name, type}`: `poisoned`, `recovered` and `checkpoint-failed`
 *
 * Audit logs may share a registry: they are told apart by their `name`.
 *
 * @example
 * const audit = await createAudit({ sinks, onEvent: prometheus(register) });
 */
export function prometheus(registry: Registry): (notice: AuditNotice) => void {
  const events = counter(registry, 'audit_events_total', 'Events in the log', ['name', 'action', 'outcome']);
  const depth = gauge(registry, 'audit_queue_depth', 'Events that wait to be written', ['name']);
  const dropped = counter(registry, 'audit_events_dropped_total', 'Events that are not in the log', ['name', 'reason']);
  const failures = counter(registry, 'audit_sink_failures_total', 'Calls that a sink did not serve', ['name', 'sink']);
  const lost = counter(registry, 'audit_sink_dropped_total', 'Lines that a sink will never have', ['name', 'sink']);
  const faults = counter(registry, 'audit_log_faults_total', 'Files and checkpoints that went wrong', ['name', 'type']);

  return function countAuditNotice(notice) {
    const { type, name } = notice;
    switch (type) {
      case 'logged':
        depth.set({ name }, notice.queued);
        return events.inc({ name, action: notice.action, outcome: notice.outcome });
      case 'dropped':
        return dropped.inc({ name, reason: notice.reason }, notice.count);
      case 'sink-failed':
        return failures.inc({ name, sink: notice.sink });
      case 'sink-dropped':
        return lost.inc({ name, sink: notice.sink }, notice.lines);
      case 'poisoned':
      case 'recovered':
      case 'checkpoint-failed':
        return faults.inc({ name, type });
      case 'checkpoint':
      case 'rotated':
      case 'pruned':
        return;
    }
  };
}
