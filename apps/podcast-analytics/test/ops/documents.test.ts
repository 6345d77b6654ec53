import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src/commands/run-command.ts';
import { secretNames } from '../../src/secrets.ts';
import { breakerRows, retryRows } from './resilience-tables.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const codeIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
const runbook = read('docs/OPERATIONS_RUNBOOK.md');
const anchors = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name.toLowerCase());

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('names only files that are there', () => {
    const paths = codeIn(text).filter((code) => /^(src|test|docs|ops|scripts|deploy)\/[\w./-]+\.\w+$/.test(code));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const siblings = codeIn(text).filter((code) => /^[A-Z_]+\.md$/.test(code));
    expect(siblings.filter((name) => !existsSync(join(root, 'docs', name)))).toEqual([]);
  });

  test('names only commands that the program has', async () => {
    const commands = codeIn(text).flatMap((code) => /^podcast-analytics ([a-z-]+)/.exec(code)?.[1] ?? []);
    for (const command of new Set(commands)) {
      const written: string[] = [];
      const stream = { write: (line: string) => written.push(line) > 0 };
      // The cast: a command that shows its help writes, and no more.
      const streams = { stdout: stream, stderr: stream } as unknown as Pick<NodeJS.Process, 'stdout' | 'stderr'>;
      const signal = new AbortController().signal;
      expect(await runCommand([command, '--help'], { env: {}, ...streams, now: () => 0, signal }), command).toBe(0);
    }
  });

  test('links only to sections that are there', () => {
    const links = [...text.matchAll(/OPERATIONS_RUNBOOK\.md#([\w-]+)/g)].map(([, anchor = '']) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  test('names only settings that are read', () => {
    const source = ['src/config.ts', 'src/features/backups/backup-settings.ts', 'scripts/recovery_drill.sh']
      .map(read)
      .join();
    const known = [...secretNames, 'RATE_LIMIT_REQUESTS_PER_WINDOW'];
    const settings = codeIn(text).filter((code) => /^[A-Z]+(_[A-Z]+)+$/.test(code));
    const unknown = settings.filter((name) => !source.includes(name) && !known.some((secret) => secret === name));
    expect(unknown).toEqual([]);
  });
});

test('the runbook has a section for each alert, and none besides', () => {
  const alerts = [...read('ops/prometheus/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name = '']) =>
    name.toLowerCase(),
  );
  expect([...anchors].sort()).toEqual(alerts.sort());
});

test('the register holds 23 risks: 2 critical, 12 high, 8 medium, 1 low, each with a file and a test', () => {
  const rows = read('docs/RISK_REGISTER.md')
    .split('\n')
    .filter((line) => line.startsWith('| RISK-'));
  const severities = rows.map((row) => row.split('|')[2]?.trim());
  const count = (severity: string) => severities.filter((each) => each === severity).length;
  expect(rows.map((row) => row.slice(2, 10))).toEqual(
    Array.from({ length: 23 }, (_, n) => `RISK-${String(n + 1).padStart(3, '0')}`),
  );
  expect(['critical', 'high', 'medium', 'low'].map(count)).toEqual([2, 12, 8, 1]);
  for (const row of rows) {
    const [, , , , , file = '', tests = ''] = row.split('|');
    expect(codeIn(file), row).toHaveLength(1);
    expect(
      codeIn(tests).filter((code) => !/\.test\.ts$/.test(code)),
      row,
    ).toEqual([]);
    expect(codeIn(tests).length, row).toBeGreaterThan(0);
  }
});

test('the schedules of retries and the thresholds of breakers are those of the presets', () => {
  const lines = read('docs/RETRY_CIRCUIT_BREAKER_CONFIG.md').split('\n');
  expect(lines).toEqual(expect.arrayContaining([...retryRows(), ...breakerRows()]));
});

test('the metrics to watch are asked for by an alert or a dashboard', () => {
  const asked =
    read('ops/prometheus/alerts.yml') + read('ops/grafana/resilience.json') + read('ops/grafana/overview.json');
  const rows = read('docs/RETRY_CIRCUIT_BREAKER_CONFIG.md').split('## What to watch')[1] ?? '';
  for (const metric of codeIn(rows)) expect(asked, metric).toContain(metric);
});
