import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, promtool, runPromtool } from 'services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dashboardJson } from '../../ops/grafana/dashboard-json.ts';
import { dashboards } from '../../ops/grafana/dashboards.ts';
import { measureSpool } from '../../src/features/ingest/spool/measure-spool.ts';
import { documentFile } from '../../src/features/operations/document-file.ts';
import { createReports } from '../../src/features/reports/reports.ts';
import { steadyReports } from '../../src/features/reports/steady-reports.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { eventMetrics } from '../../src/platform/metrics/event-metrics.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { createFeatures } from '../../src/scry/flags.ts';
import { databaseRetry } from '../../src/scry/retry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes } from '../open-routes.ts';

const ops = join(import.meta.dirname, '../../ops');
const read = (path: string) => readFileSync(join(ops, path), 'utf8');
const ruleFiles = ['alerts.yml', 'recording.yml'].map((name) => join(ops, 'prometheus', name));
const testFiles = readdirSync(join(ops, 'prometheus/tests'));
const alerts = [...read('prometheus/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
const panelExpressions = dashboards.flatMap(({ panels }) => panels.flatMap(({ lines }) => Object.values(lines)));

describeWith(promtool, 'the rules of Prometheus', () => {
  test('are rules', () => {
    expect(runPromtool(['check', 'rules', ...ruleFiles])).toMatchObject({ ok: true });
  });

  test.each(testFiles)('fire when they must, and only then: %s', (name) => {
    const { ok, output } = runPromtool(['test', 'rules', join(ops, 'prometheus/tests', name)]);
    expect(ok, output).toBe(true);
  });

  test('are what the dashboards ask in, too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scry-panels-'));
    const rules = panelExpressions.map((expr, n) => ({ record: `panel_${n}`, expr }));
    writeFileSync(join(folder, 'panels.yml'), JSON.stringify({ groups: [{ name: 'panels', rules }] }));
    const { ok, output } = runPromtool(['check', 'rules', join(folder, 'panels.yml')]);
    rmSync(folder, { recursive: true });
    expect(ok, output).toBe(true);
  });
});

describe('the alerts', () => {
  const cases = testFiles.map((name) => read(`prometheus/tests/${name}`)).join('\n');

  test.each(alerts)('have a firing and a silent case: %s', (name) => {
    expect(cases).toMatch(new RegExp(`- name: ${name} fires where`));
    expect(cases).toMatch(new RegExp(`- name: ${name} is silent where`));
  });

  test('have a severity and a runbook each', () => {
    const blocks = read('prometheus/alerts.yml').split('- alert: ').slice(1);
    for (const block of blocks) {
      const name = /^\w+/.exec(block)?.[0] ?? '';
      expect(block).toMatch(/severity: (critical|warning|info)\n/);
      expect(block).toContain(`runbook: docs/OPERATIONS_RUNBOOK.md#${name.toLowerCase()}\n`);
    }
  });
});

describe('the metrics', () => {
  let dataDir: ReturnType<typeof emptyDataDir>;
  let database: Database;
  let served: Set<string>;

  beforeAll(async () => {
    dataDir = emptyDataDir();
    database = await openDatabase({ dataDir: dataDir.path });
    const telemetry = createTelemetry('silent');
    eventMetrics(telemetry.metrics); // what main.ts and serve-app.ts make, which this is without
    databaseRetry(telemetry);
    measureSpool(
      telemetry.metrics,
      'conversion_spool',
      { depth: () => ({ bytes: 0, since: undefined }), maxBytes: 1 },
      () => 0,
    );
    const file = documentFile(join(dataDir.path, 'flags.json'));
    await (await createFeatures({ file, env: {}, telemetry })).close();
    const reports = steadyReports(createReports(database), telemetry.metrics, Date.now);
    const routes = await openRoutes(database, { telemetry, reports });
    const text = await (await (await routes.logIn('MONITOR'))('/metrics')).text();
    const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
    const suffixes = ['_bucket', '_sum', '_count'];
    served = new Set(
      families.flatMap(({ name, type }) => [name, ...(type === 'histogram' ? suffixes.map((end) => name + end) : [])]),
    );
  });
  afterAll(async () => {
    await database.close();
    dataDir.remove();
  });

  const expressions = [
    ...ruleFiles.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/expr: (.*)/g)].map(([, expr = '']) => expr),
    ),
    ...panelExpressions,
  ];
  const recorded = new Set(
    [...read('prometheus/recording.yml').matchAll(/record: (\S+)/g)].map(([, name = '']) => name),
  );

  test('that rules and dashboards ask for are all served', () => {
    const unknown = expressions
      .flatMap(namesIn)
      .filter((name) => !served.has(name) && !recorded.has(name) && name !== 'up');
    expect([...new Set(unknown)]).toEqual([]);
    expect(served.size).toBeGreaterThan(30);
  });

  test('that documents name are all served', () => {
    const docs = join(ops, '../docs');
    const pages = ['../README.md', ...readdirSync(docs).filter((name) => name.endsWith('.md'))];
    const text = pages.map((name) => readFileSync(join(docs, name), 'utf8')).join('\n');
    const named = [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)(?:\{[^`]*\})?`/g)].map(([, name = '']) => name);
    const metrics = named.filter((name) =>
      /_(total|seconds|bytes|ratio|up|degraded|remaining|state|verified)$/.test(name),
    );
    // What goes on beside the requests of a server is not opened here.
    const beside = readFileSync(join(ops, '../src/platform/background.ts'), 'utf8');
    expect(metrics.filter((name) => !served.has(name) && !beside.includes(`name: '${name}'`))).toEqual([]);
    expect(metrics.length).toBeGreaterThan(5);
  });

  test('say whether the database answers, and what waits in it', async () => {
    expect(served).toContain('database_up');
    const routes = await openRoutes(database);
    const text = await (await (await routes.logIn('MONITOR'))('/metrics')).text();
    expect(text).toMatch(/^database_up 1$/m);
    expect(text).toMatch(/^background_jobs\{state="waiting"\} 0$/m);
    expect(text).toMatch(/^database_connections\{state="used"\} \d+$/m);
    expect(text).toMatch(/^sessions_active [1-9]/m);
  });
});

/** Names of metrics and of recording rules: what is no function, label, keyword or text. */
function namesIn(expr: string): string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\b(by|without) \([^)]*\)/g, '')
    .replace(/\[[^\]]*\]/g, '');
  return [...bare.matchAll(/\b([a-z_][\w:]*)\b(?!\s*\()/g)]
    .map(([, name = '']) => name)
    .filter((name) => !['and', 'or', 'unless', 'offset', 'by', 'd', 'm', 'e6'].includes(name));
}

test.each(dashboards)('the dashboard $uid is what was last written of it', (dashboard) => {
  expect(read(`grafana/${dashboard.uid}.json`)).toBe(dashboardJson(dashboard));
});
