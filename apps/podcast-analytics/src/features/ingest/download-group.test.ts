import { expect, test } from 'vitest';
import { addToGroup } from './download-group.ts';

const hit = (id: string, time: number, start: number, end: number) => ({
  id,
  time,
  audienceId: 1,
  intervals: [[start, end]] as const,
  looseBytes: 0,
});

test('is counted once its hits together cover a minute, and keeps no bytes from then on', () => {
  const half = addToGroup(undefined, [hit('b', 10, 0, 480_000)], {});
  expect(half).toMatchObject({ hits: 1, counted: false, intervals: [[0, 480_000]] });
  const whole = addToGroup(half, [hit('c', 20, 480_000, 960_000)], {});
  expect(whole).toMatchObject({ hits: 2, counted: true, intervals: [], looseBytes: 0, first: { id: 'b', time: 10 } });
});

test('does not count the same bytes twice', () => {
  const twice = addToGroup(undefined, [hit('a', 1, 0, 480_000), hit('b', 2, 0, 480_000)], {});
  expect(twice).toMatchObject({ hits: 2, counted: false, intervals: [[0, 480_000]] });
});

test('is stood for by its earliest hit, even one that comes late, and by the least id among equally early ones', () => {
  const group = addToGroup(undefined, [hit('b', 10, 0, 960_000)], {});
  expect(addToGroup(group, [hit('a', 10, 0, 1)], {}).first.id).toBe('a');
  expect(addToGroup(group, [hit('c', 10, 0, 1)], {}).first.id).toBe('b');
  expect(addToGroup(group, [hit('c', 9, 0, 1)], {}).first.id).toBe('c');
});

test('keeps the last bytes of a file apart from its first', () => {
  const group = addToGroup(undefined, [hit('a', 1, -100, 0), hit('b', 2, 0, 100)], {});
  expect(group.intervals).toEqual([
    [-100, 0],
    [0, 100],
  ]);
});

test('follows what is known of the file', () => {
  expect(addToGroup(undefined, [hit('a', 1, 0, 1000)], { sizeBytes: 1000 }).counted).toBe(true);
  expect(addToGroup(undefined, [hit('a', 1, 0, 1000)], { sizeBytes: 1001 }).counted).toBe(false);
});

test('keeps a bounded number of pieces, however small ones are asked for, and counts the whole all the same', () => {
  let group = addToGroup(undefined, [hit('a', 1, 0, 3)], {});
  for (let n = 1; n <= 30; n++) {
    const hits = Array.from({ length: 100 }, (_, i) => hit('b', 2, (n * 100 + i) * 6, (n * 100 + i) * 6 + 3));
    group = addToGroup(group, hits, {});
  }
  expect(group).toMatchObject({ hits: 3001, counted: false });
  expect(group.intervals).toHaveLength(2000);
  expect(addToGroup(group, [hit('c', 3, 1_000_000, 1_960_000)], {}).counted).toBe(true);
});

test('is made of at least one hit', () => {
  expect(() => addToGroup(undefined, [], {})).toThrow('expected at least one hit, got none');
});
