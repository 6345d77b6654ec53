import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { bool, experiment, flagDocument } from '../src/build.ts';
import { createFlags, defineFlags, type FlagsEvent, flag, type JsonObject } from '../src/index.ts';
import { prometheus } from '../src/prometheus.ts';

const definitions = defineFlags({ a: flag.boolean(false), test: flag.string('') });

test('counts evaluations by flag, variant and reason, and errors by code', async () => {
  const registry = new Registry();
  const broken = {
    state: 'ENABLED',
    variants: { on: true },
    defaultVariant: 'on',
    targeting: { oh: [] } as JsonObject,
  } as const;
  const { flags } = flagDocument([bool('a'), experiment('test').split({ x: 1 })]);
  const shop = createFlags({
    name: 'shop',
    definitions,
    source: { flags: { ...flags, broken } },
    onEvent: prometheus(registry),
  });
  for (let i = 0; i < 3; i++) shop.on('a');
  shop.value('test', { targetingKey: 'u1' });
  for (const key of ['broken', 'none', '__proto__']) shop.evaluate(key);
  const text = await registry.metrics();
  expect(text).toContain('flags_evaluations_total{name="shop",flag="a",variant="off",reason="STATIC"} 3');
  expect(text).toContain('flags_evaluations_total{name="shop",flag="test",variant="x",reason="TARGETING_MATCH"} 1');
  expect(text).toContain('flags_evaluations_total{name="shop",flag="unknown",variant="",reason="ERROR"} 2');
  expect(text).toContain('flags_errors_total{name="shop",flag="broken",code="PARSE_ERROR"} 1');
  expect(text).toContain('flags_errors_total{name="shop",flag="unknown",code="FLAG_NOT_FOUND"} 2');
});

test('counts documents and failures by source, and tells when the last good one came', async () => {
  const registry = new Registry();
  const before = Date.now() / 1_000;
  const flags = createFlags({
    definitions,
    source: { name: 'away', start: (_, fail) => fail(new Error('offline')), stop() {} },
    onEvent: prometheus(registry),
  });
  flags.update({});
  flags.update({ flags: {} });
  flags.update({ flags: {} });
  const text = await registry.metrics();
  expect(text).toContain('flags_updates_total{name="flags",source="away",outcome="failed"} 1');
  expect(text).toContain('flags_updates_total{name="flags",source="update",outcome="refused"} 1');
  expect(text).toContain('flags_updates_total{name="flags",source="update",outcome="accepted"} 2');
  const at = Number(/flags_last_update_timestamp_seconds\{name="flags"\} ([\d.]+)/.exec(text)?.[1]);
  expect(at).toBeGreaterThanOrEqual(before);
});

test('names two thousand pairs of flag and variant, and those after them together', async () => {
  const registry = new Registry();
  const count = prometheus(registry);
  const evaluation = (key: string): FlagsEvent => ({
    type: 'evaluation',
    name: 'a',
    key,
    value: true,
    variant: 'on',
    reason: 'STATIC',
    errorCode: undefined,
    targetingKey: undefined,
    flagMetadata: {},
  });
  for (let i = 0; i < 2_003; i++) count(evaluation(`flag-${i}`));
  count(evaluation('flag-0'));
  const text = await registry.metrics();
  expect(text).toContain('flag="other",variant="other",reason="STATIC"} 3');
  expect(text).toContain('flag="flag-0",variant="on",reason="STATIC"} 2');
  expect(text.match(/flag="/g)).toHaveLength(2_001);
});

test('takes a warning for no metric, and lets flags share a registry', async () => {
  const registry = new Registry();
  for (const name of ['a', 'b']) {
    const count = prometheus(registry);
    count({ type: 'warning', name, key: 'x', message: 'odd' });
    count({ type: 'update', name, source: 's', version: undefined, changes: [], warnings: [] });
  }
  expect(await registry.metrics()).toMatch(/name="a",source="s".*1\n.*name="b",source="s".*1/);
});
