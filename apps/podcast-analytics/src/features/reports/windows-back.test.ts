import { expect, test } from 'vitest';
import { windowsBack } from './windows-back.ts';

const hourMs = 3_600_000;

test('the latest hour comes first, and each window is four times as long as the one after it', () => {
  expect([...windowsBack({ from: 0, until: 10 * hourMs })]).toEqual([
    { from: 9 * hourMs, until: 10 * hourMs },
    { from: 5 * hourMs, until: 9 * hourMs },
    { from: 0, until: 5 * hourMs },
  ]);
});

test('the windows of years are few, and leave nothing out', () => {
  const windows = [...windowsBack({ from: 0, until: 7 * 365 * 24 * hourMs + 1 })];
  expect(windows).toHaveLength(9);
  for (const [i, { from }] of windows.entries()) expect(from).toBe(windows[i + 1]?.until ?? 0);
});

test('a span without time has no windows', () => {
  expect([...windowsBack({ from: 5, until: 5 })]).toEqual([]);
  expect([...windowsBack({ from: 5, until: 4 })]).toEqual([]);
});
