import { expect, test } from 'vitest';
import { bool, flagDocument } from '../src/build.ts';
import { createFlags, defineFlags, flag } from '../src/index.ts';
import { population, testFlags } from '../src/testing.ts';

const definitions = defineFlags({
  newDashboard: flag.boolean(false),
  theme: flag.string('light', ['light', 'dark']),
  pageSize: flag.number(20),
});

test('test flags have the values given, and the fallbacks for the rest', () => {
  const flags = testFlags(definitions, { newDashboard: true });
  expect(flags.all()).toEqual({ newDashboard: true, theme: 'light', pageSize: 20 });
  expect(flags.for({ targetingKey: 'u1' }).on('newDashboard')).toBe(true);
  expect(testFlags(definitions).on('newDashboard')).toBe(false);
});

test('test flags take other values later', () => {
  const flags = testFlags(definitions, { newDashboard: true });
  const { set, value } = flags;
  set({ theme: 'dark', newDashboard: false });
  expect([value('theme'), flags.on('newDashboard')]).toEqual(['dark', false]);
});

test.each([
  [{ newDashbord: true }, RangeError, 'testFlags: newDashbord must be one of newDashboard, theme, pageSize'],
  [{ toString: true }, RangeError, 'testFlags: toString must be one of'],
  [{ newDashboard: 'true' }, TypeError, 'testFlags: newDashboard must be a value that the flag may have, got "true"'],
  [{ theme: 'blue' }, TypeError, 'testFlags: theme must be a value that the flag may have, got "blue"'],
])('test flags refuse %j', (values, kind, message) => {
  expect(() => testFlags(definitions, values as never)).toThrow(kind);
  expect(() => testFlags(definitions, values as never)).toThrow(message);
});

test('a value that is refused leaves the one before, and is refused each time', () => {
  const flags = testFlags(definitions, { theme: 'dark' });
  for (let i = 0; i < 2; i++) expect(() => flags.set({ theme: 'blue' } as never)).toThrow('theme must be');
  expect(flags.value('theme')).toBe('dark');
});

test('a population is always the same, and has no unit twice', () => {
  expect(population(3)).toEqual([{ targetingKey: 'unit-0' }, { targetingKey: 'unit-1' }, { targetingKey: 'unit-2' }]);
  expect(population(2, 'user:')).toEqual([{ targetingKey: 'user:0' }, { targetingKey: 'user:1' }]);
  expect(new Set(population(10_000).map(({ targetingKey }) => targetingKey)).size).toBe(10_000);
  expect(population(0)).toEqual([]);
  expect(() => population(-1)).toThrow('population: size must be an integer >= 0, got -1');
});

test('a population shows what a roll-out reaches', () => {
  const flags = createFlags({ definitions, source: flagDocument([bool('newDashboard').rollout('on', 25)]) });
  const reached = population(10_000).filter((unit) => flags.on('newDashboard', unit));
  expect(reached.length / 10_000).toBeCloseTo(0.25, 1);
});
