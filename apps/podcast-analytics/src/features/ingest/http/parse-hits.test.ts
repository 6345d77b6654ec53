import { afterEach, expect, test, vi } from 'vitest';
import { mostHits, parseHits } from './parse-hits.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('refuses more lines than it takes before it reads one of them: a small request unpacks to millions', () => {
  const parse = vi.spyOn(JSON, 'parse');
  expect(() => parseHits(Buffer.from('x\n'.repeat(mostHits + 1)), 0)).toThrow('at most 1000 hits, got 1001');
  expect(parse).not.toHaveBeenCalled();
});

test('refuses more hits than it takes in an array, and counts no blank line', () => {
  expect(() => parseHits(Buffer.from(`[${'1,'.repeat(mostHits)}1]`), 0)).toThrow('at most 1000 hits, got 1001');
  expect(parseHits(Buffer.from('x\n \n'.repeat(mostHits)), 0).rejected).toHaveLength(mostHits);
});
