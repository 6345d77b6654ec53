import { Counter, Gauge, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { counter, gauge } from '../registered-metric.ts';

test.each([
  ['counter', counter, Counter],
  ['gauge', gauge, Gauge],
])('a %s is made once for all instances of a registry', (_, make, kind) => {
  const registry = new Registry();
  const first = make(registry, 'things', 'Things', ['name']);
  expect(first).toBeInstanceOf(kind);
  expect(make(registry, 'things', 'Things', ['name'])).toBe(first);
  expect(make(new Registry(), 'things', 'Things', ['name'])).not.toBe(first);
});
