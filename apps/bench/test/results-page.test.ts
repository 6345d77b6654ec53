import { describe, expect, test, vi } from 'vitest';
import { resultsPage } from '../src/results-page.ts';
import type { Result } from '../src/row.ts';
import { rowOf } from '../src/row.ts';
import { timedRow } from '../src/timed-row.ts';

const row = {
  id: 'success',
  unit: 'ns',
  ours: 150,
  floor: 100,
  peers: { 'p-retry@9.0.0': 560 },
  ratio: 1.5,
  goal: 1.8,
};
const result: Result = {
  package: 'retry',
  node: 'v24.21.0',
  cpus: '2 × X',
  loadavg: [1, 0.5, 0.25],
  rows: [rowOf(row)],
};

describe('a row', () => {
  test('meets its goal up to the goal itself', () => {
    expect(rowOf({ ...row, ratio: 1.8 }).met).toBe(true);
    expect(rowOf({ ...row, ratio: 1.81 }).met).toBe(false);
  });

  test('of a race speaks of the floor, or of the fastest peer', () => {
    vi.spyOn(console, 'log').mockReturnValue();
    const timing = (ratio: number) => ({ ns: ratio * 100, spread: 0.1, ratio });
    const timings = new Map([
      ['bare', timing(1)],
      ['ours', timing(3)],
      ['slow', timing(6)],
      ['fast', timing(2)],
    ]);
    const against = { id: 'a', timings, goal: 2 };
    expect(timedRow({ ...against, against: 'floor' })).toMatchObject({ ours: 300, floor: 100, ratio: 3, met: false });
    expect(timedRow({ ...against, against: 'fastest peer' })).toMatchObject({ ratio: 1.5, met: true });
  });

  test('cannot be made of a race without ours', () => {
    const timings = new Map([['bare', { ns: 1, spread: 0, ratio: 1 }]]);
    expect(() => timedRow({ id: 'a', timings, goal: 1, against: 'floor' })).toThrow(
      'wants a floor and ours, got 1 timings',
    );
  });
});

describe('the page of results', () => {
  test('has a table a package, with its machine and its load', () => {
    const page = resultsPage([result]);
    expect(page).toContain('## @scry/retry\n\nNode v24.21.0, 2 × X, load 1.00, 0.50, 0.25.');
    expect(page).toContain('| row | unit | ours | bare | p-retry@9.0.0 | ratio | goal | met |');
    expect(page).toContain('| success | ns | 150 | 100 | 560 | 1.5 | <= 1.8 | yes |');
  });

  test('keeps a lost row, and says so', () => {
    expect(resultsPage([{ ...result, rows: [rowOf({ ...row, ratio: 2 })] }])).toContain('| 2 | <= 1.8 | **no** |');
  });

  test('shows a dash where a library cannot take part', () => {
    const rows = [rowOf(row), rowOf({ ...row, floor: null, peers: { other: null } })];
    expect(resultsPage([{ ...result, rows }])).toContain('| success | ns | 150 | – | – | – | 1.5 |');
  });
});
