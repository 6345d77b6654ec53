import { expect, test } from 'vitest';
import { detect } from './detection.ts';
import type { Signal } from './signals.ts';

const phases = [
  { name: 'slow', detectedBy: ['alert Stale', 'breaker database'] },
  { name: 'hang', detectedBy: ['breaker stripe'] },
  { name: 'deed', detectedBy: { nothing: 'nothing is wrong' } },
  { name: 'down', detectedBy: ['breaker database'] },
];
const records = phases.map(({ name }, index) => ({ name, from: index * 10_000 }));
const found = (...signals: Signal[]) => Object.fromEntries(detect(phases, records, signals));

test('the first signal of its own is the one that counts', () => {
  const signals = [
    { at: 1_000, name: 'breaker stripe' },
    { at: 2_000, name: 'breaker database' },
    { at: 3_000, name: 'alert Stale' },
  ];
  expect(found(...signals)).toEqual({ slow: { afterMs: 2_000, by: 'breaker database' } });
});

test('a signal may come after its phase, and before that it is of something else', () => {
  expect(found({ at: 9_999, name: 'breaker stripe' })).toEqual({});
  expect(found({ at: 25_000, name: 'breaker stripe' })).toEqual({ hang: { afterMs: 15_000, by: 'breaker stripe' } });
});

test('a signal is that of the last phase that brings it about', () => {
  expect(found({ at: 31_000, name: 'breaker database' })).toEqual({ down: { afterMs: 1_000, by: 'breaker database' } });
});
