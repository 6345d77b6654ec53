import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createTextCache } from './text-cache.ts';

test('keeps texts, and of what they are cut out of nothing', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const cache = createTextCache<number>(100);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 100; n++) {
    const line = `${n}`.padEnd(1_000_000, 'x');
    cache.set(line.slice(0, 100), n);
    expect(cache.get(line.slice(0, 100))).toBe(n);
    cache.set(`${line.slice(0, 50)} ${line.slice(0, 50)}`, n);
    cache.get(line.slice(0, 100));
  }
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
});

test('keeps no text that is long', () => {
  const cache = createTextCache<number>(10);
  cache.set('x'.repeat(512), 1);
  cache.set('x'.repeat(513), 2);
  expect([cache.get('x'.repeat(512)), cache.get('x'.repeat(513))]).toEqual([1, undefined]);
});
