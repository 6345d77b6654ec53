import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createRbac, type RbacEvent } from '../src/index.ts';
import { prometheus } from '../src/prometheus.ts';
import { campaigns, people, policy } from './agency.ts';

const asked = { name: 'a', principalId: null, onBehalfOf: [], policyHash: 'p' };
const question = { ...asked, resourceId: null, ruleId: null };

test('counts decisions by permission and code', async () => {
  const registry = new Registry();
  const rbac = createRbac(policy, { name: 'shop', onEvent: prometheus(registry) });
  rbac.check(people.mona, 'campaigns:read', campaigns.spring);
  rbac.check(people.mona, 'campaigns:read', campaigns.summer);
  rbac.check(people.mona, 'campaigns:update', campaigns.autumn);
  const text = await registry.metrics();
  expect(text).toContain('rbac_decisions_total{name="shop",permission="campaigns:read",code="ALLOW"} 2');
  expect(text).toContain('rbac_decisions_total{name="shop",permission="campaigns:update",code="DENY_RULE"} 1');
});

test('gives permissions that no policy knows one label, however many there are', async () => {
  const registry = new Registry();
  const rbac = createRbac(policy, { onEvent: prometheus(registry) });
  for (const permission of ['x:y', '__proto__', 'campaigns:*']) rbac.check(people.mona, permission as never);
  expect(await registry.metrics()).toContain(
    'rbac_decisions_total{name="rbac",permission="unknown",code="UNKNOWN_PERMISSION"} 3',
  );
});

test('names a thousand permissions, and those after them together', async () => {
  const registry = new Registry();
  const count = prometheus(registry);
  const ask = (permission: string): void => count({ ...question, type: 'allowed', code: 'ALLOW', permission });
  for (let i = 0; i < 1_002; i++) ask(`things:${i}`);
  ask('things:0');
  const text = await registry.metrics();
  expect(text).toContain('permission="other",code="ALLOW"} 2');
  expect(text).toContain('permission="things:0",code="ALLOW"} 2');
  expect(text.match(/permission="/g)).toHaveLength(1_001);
});

test('counts errors, queries and policies put in force', async () => {
  const registry = new Registry();
  const count = prometheus(registry);
  const events: RbacEvent[] = [
    { ...question, type: 'error', permission: 'a:b', code: 'CONDITION_UNKNOWN', error: new Error('getter') },
    { ...asked, type: 'where', permission: 'a:b', kind: 'none' },
    { type: 'replaced', name: 'a', policyHash: 'q', previousHash: 'p' },
  ];
  for (const event of events) count(event);
  const text = await registry.metrics();
  expect(text).toContain('rbac_errors_total{name="a"} 1');
  expect(text).toContain('rbac_decisions_total{name="a",permission="a:b",code="CONDITION_UNKNOWN"} 1');
  expect(text).toContain('rbac_queries_total{name="a",kind="none"} 1');
  expect(text).toContain('rbac_policy_replacements_total{name="a"} 1');
});

test('lets engines share a registry', async () => {
  const registry = new Registry();
  for (const name of ['a', 'b']) {
    createRbac(policy, { name, onEvent: prometheus(registry) }).check(people.adam, 'campaigns:create');
  }
  expect(await registry.metrics()).toMatch(/name="a".*1\n.*name="b".*1/);
});
