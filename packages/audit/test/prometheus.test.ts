import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { AuditNotice } from '../src/index.ts';
import { prometheus } from '../src/prometheus.ts';

const name = 'audit';
const error = new Error('EIO');

test('counts what is in the log by action and outcome, what is not, and what sinks failed at', async () => {
  const registry = new Registry();
  const count = prometheus(registry);
  const notices: AuditNotice[] = [
    { type: 'logged', name, action: 'data.read', outcome: 'SUCCESS', seq: 1, durable: true, queued: 9 },
    { type: 'logged', name, action: 'data.read', outcome: 'SUCCESS', seq: 2, durable: true, queued: 8 },
    { type: 'logged', name, action: 'permission.denied', outcome: 'DENIED', seq: 3, durable: true, queued: 5 },
    { type: 'dropped', name, count: 7, reason: 'queue-full' },
    { type: 'dropped', name, count: 2, reason: 'sink-failed' },
    { type: 'sink-failed', name, sink: 'kafka', required: false, lines: 9, error },
    { type: 'sink-failed', name, sink: 'kafka', required: false, lines: 9, error },
    { type: 'sink-dropped', name, sink: 'kafka', lines: 4 },
    { type: 'poisoned', name, file: 'f', error },
    { type: 'recovered', name, file: 'f', torn: 't', bytes: 1 },
    { type: 'checkpoint-failed', name, error },
    { type: 'rotated', name, file: 'f' },
    { type: 'pruned', name, file: 'f', events: 1 },
    { type: 'checkpoint', name, checkpoint: { origin: name, size: 1, rootHash: '', note: '' } },
  ];
  for (const notice of notices) count(notice);
  const text = await registry.metrics();
  for (const line of [
    'audit_events_total{name="audit",action="data.read",outcome="SUCCESS"} 2',
    'audit_events_total{name="audit",action="permission.denied",outcome="DENIED"} 1',
    'audit_queue_depth{name="audit"} 5',
    'audit_events_dropped_total{name="audit",reason="queue-full"} 7',
    'audit_events_dropped_total{name="audit",reason="sink-failed"} 2',
    'audit_sink_failures_total{name="audit",sink="kafka"} 2',
    'audit_sink_dropped_total{name="audit",sink="kafka"} 4',
    'audit_log_faults_total{name="audit",type="poisoned"} 1',
    'audit_log_faults_total{name="audit",type="recovered"} 1',
    'audit_log_faults_total{name="audit",type="checkpoint-failed"} 1',
  ]) {
    expect(text).toContain(line);
  }
  expect(text.match(/^audit_log_faults_total/gm)).toHaveLength(3);
});

test('lets audit logs share a registry', async () => {
  const registry = new Registry();
  for (const each of ['a', 'b']) {
    prometheus(registry)({ type: 'dropped', name: each, count: 1, reason: 'queue-full' });
  }
  expect(await registry.metrics()).toMatch(/name="a".* 1\n.*name="b".* 1/);
});

test('describes each metric, and counts in one registry twice asked for', async () => {
  const registry = new Registry();
  for (const count of [prometheus(registry), prometheus(registry)])
    count({ type: 'sink-dropped', name, sink: 'kafka', lines: 4 });
  const text = await registry.metrics();
  expect(text.match(/^# .*$/gm)).toEqual(
    [
      ['audit_events_total', 'Events in the log', 'counter'],
      ['audit_queue_depth', 'Events that wait to be written', 'gauge'],
      ['audit_events_dropped_total', 'Events that are not in the log', 'counter'],
      ['audit_sink_failures_total', 'Calls that a sink did not serve', 'counter'],
      ['audit_sink_dropped_total', 'Lines that a sink will never have', 'counter'],
      ['audit_log_faults_total', 'Files and checkpoints that went wrong', 'counter'],
    ].flatMap(([metric, help, type]) => [`# HELP ${metric} ${help}`, `# TYPE ${metric} ${type}`]),
  );
  expect(text).toContain('audit_sink_dropped_total{name="audit",sink="kafka"} 8');
});
