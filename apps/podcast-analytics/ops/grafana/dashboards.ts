/** What the dashboards show: `node --import tsx ops/grafana/write-dashboards.ts` turns it into the JSON that Grafana reads. */

export interface Panel {
  readonly title: string;
  /** PromQL, by the legend of its lines. */
  readonly lines: Readonly<Record<string, string>>;
  /** @default 'short' */
  readonly unit?: 'short' | 'reqps' | 'percentunit' | 's' | 'bytes';
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const quantile = (q: number) => `histogram_quantile(${q}, sum by (le) (rate(api_request_duration_seconds_bucket[5m])))`;
const events = (type: string) => `sum(rate(events_total{type="${type}"}[5m]))`;

export const dashboards: readonly Dashboard[] = [
  {
    uid: 'overview',
    title: 'Overview',
    panels: [
      { title: 'Requests', unit: 'reqps', lines: { '{{status}}': 'sum by (status) (rate(api_requests_total[5m]))' } },
      {
        title: 'Errors',
        unit: 'percentunit',
        lines: { '5 min': 'job:api_error_ratio:rate5m', '1 h': 'job:api_error_ratio:rate1h' },
      },
      { title: 'Latency', unit: 's', lines: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) } },
      {
        title: 'Errors by route',
        unit: 'reqps',
        lines: { '{{route}}': 'topk(5, sum by (route) (rate(api_errors_total[5m])))' },
      },
      { title: 'Sessions', lines: { active: 'max(sessions_active)' } },
      {
        title: 'Business',
        lines: {
          campaigns: events('campaign.created'),
          reports: events('report.generated'),
          attribution: events('attribution.event.recorded'),
          'payments processed': events('payment.processed'),
          'payments failed': events('payment.failed'),
        },
      },
      { title: 'Processor', unit: 'percentunit', lines: { '{{instance}}': 'rate(process_cpu_seconds_total[5m])' } },
      { title: 'Memory', unit: 'bytes', lines: { '{{instance}}': 'process_resident_memory_bytes' } },
      { title: 'Event loop, p99', unit: 's', lines: { '{{instance}}': 'nodejs_eventloop_lag_p99_seconds' } },
      { title: 'Connections to the database', lines: { '{{state}}': 'sum by (state) (database_connections)' } },
      {
        title: 'Queues',
        lines: { 'jobs {{state}}': 'max by (state) (background_jobs)', outbox: 'max(outbox_events_waiting)' },
      },
      {
        title: 'Age of the last backup',
        unit: 's',
        lines: {
          made: 'time() - max(backup_last_success_timestamp_seconds)',
          verified: 'time() - max(backup_last_verification_timestamp_seconds)',
        },
      },
    ],
  },
  {
    uid: 'rate-limiting',
    title: 'Rate limiting',
    panels: [
      {
        title: 'Requests',
        unit: 'reqps',
        lines: { '{{name}} {{status}}': 'sum by (name, status) (rate(rate_limit_requests_total[5m]))' },
      },
      {
        title: 'Share that is throttled',
        unit: 'percentunit',
        lines: {
          '{{name}}':
            'sum by (name) (rate(rate_limit_requests_total{status="denied"}[5m])) / sum by (name) (rate(rate_limit_requests_total[5m]))',
        },
      },
      {
        title: 'Left to the last caller',
        lines: { '{{name}} {{key_type}}': 'min by (name, key_type) (rate_limit_remaining)' },
      },
      { title: 'Without Redis', lines: { '{{instance}} {{name}}': 'rate_limit_degraded' } },
    ],
  },
  {
    uid: 'audit',
    title: 'Audit',
    panels: [
      {
        title: 'Events by action',
        unit: 'reqps',
        lines: { '{{action}}': 'topk(10, sum by (action) (rate(audit_events_total[5m])))' },
      },
      {
        title: 'Events by outcome',
        unit: 'reqps',
        lines: { '{{outcome}}': 'sum by (outcome) (rate(audit_events_total[5m]))' },
      },
      {
        title: 'Denied permissions',
        unit: 'reqps',
        lines: { '{{permission}}': 'topk(10, sum by (permission) (rate(rbac_decisions_total{code!="ALLOW"}[5m])))' },
      },
      {
        title: 'Log-ins',
        unit: 'reqps',
        lines: { succeeded: events('auth.login.success'), failed: events('auth.login.failure') },
      },
      { title: 'Waiting to be written', lines: { '{{name}}': 'max by (name) (audit_queue_depth)' } },
      {
        title: 'Lost',
        lines: {
          dropped: 'sum(increase(audit_events_dropped_total[5m]))',
          'sink failed': 'sum(increase(audit_sink_failures_total[5m]))',
        },
      },
    ],
  },
  {
    uid: 'chaos',
    title: 'Chaos',
    panels: [
      { title: 'Running drills', lines: { '{{scenario_name}}': 'sum by (scenario_name) (chaos_scenario_active)' } },
      {
        title: 'Calls disturbed',
        unit: 'reqps',
        lines: { '{{scenario_name}} {{point}}': 'sum by (scenario_name, point) (rate(chaos_injections_total[1m]))' },
      },
      { title: 'Errors meanwhile', unit: 'percentunit', lines: { '1 min': 'job:api_error_ratio:rate1m' } },
      { title: 'Breakers meanwhile', lines: { '{{name}}': 'max by (name) (breaker_state{state="open"})' } },
    ],
  },
  {
    uid: 'resilience',
    title: 'Resilience',
    panels: [
      { title: 'Open breakers', lines: { '{{name}}': 'max by (name) (breaker_state{state="open"})' } },
      {
        title: 'Calls through breakers',
        unit: 'reqps',
        lines: { '{{name}} {{outcome}}': 'sum by (name, outcome) (rate(breaker_calls_total[5m]))' },
      },
      { title: 'Retries', unit: 'reqps', lines: { '{{name}}': 'sum by (name) (rate(retry_retries_total[5m]))' } },
      {
        title: 'Calls by outcome',
        unit: 'reqps',
        lines: { '{{name}} {{outcome}}': 'sum by (name, outcome) (rate(retry_calls_total[5m]))' },
      },
      {
        title: 'Evaluations of flags',
        unit: 'reqps',
        lines: { '{{flag}} {{variant}}': 'sum by (flag, variant) (rate(flags_evaluations_total[5m]))' },
      },
      {
        title: 'Background jobs',
        unit: 'reqps',
        lines: { completed: events('background_job.completed'), failed: events('background_job.failed') },
      },
    ],
  },
];
