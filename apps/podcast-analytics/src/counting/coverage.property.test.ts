import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coversOneMinute, type Interval, parseRange, union } from './coverage.ts';

const intervals = fc.array(
  fc.tuple(fc.nat(60), fc.nat(60)).map(([start, length]): Interval => [start, start + length]),
  { maxLength: 8 },
);

test('union covers exactly the bytes of its intervals, each once and apart', () => {
  fc.assert(
    fc.property(intervals, (given) => {
      const bytes = new Set(
        given.flatMap(([start, end]) => Array.from({ length: end - start }, (_, index) => start + index)),
      );
      const result = union(given);
      expect(result.reduce((sum, [start, end]) => sum + end - start, 0)).toBe(bytes.size);
      for (const [index, [start, end]] of result.entries()) {
        expect(bytes.has(start) && bytes.has(end - 1) && !bytes.has(end)).toBe(true);
        if (index > 0) expect(start).toBeGreaterThan(result[index - 1]?.[1] ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});

test('a minute is covered exactly where so many distinct bytes of audio are', () => {
  const facts = fc.record({
    sizeBytes: fc.integer({ min: 1, max: 100 }),
    headerBytes: fc.nat(40),
    bytesPerMinute: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(intervals, facts, (given, { sizeBytes, headerBytes, bytesPerMinute }) => {
      const header = headerBytes < sizeBytes ? headerBytes : 0;
      let covered = 0;
      for (let byte = header; byte < sizeBytes; byte++)
        if (given.some(([start, end]) => start <= byte && byte < end)) covered++;
      const expected = covered >= Math.min(bytesPerMinute, sizeBytes - header);
      expect(coversOneMinute([{ intervals: given, looseBytes: 0 }], { sizeBytes, headerBytes, bytesPerMinute })).toBe(
        expected,
      );
    }),
  );
});

test('parseRange returns well-formed intervals or nothing, whatever it is given', () => {
  const header = fc.oneof(fc.string(), fc.stringMatching(/^bytes=[-0-9, ]{0,30}$/));
  fc.assert(
    fc.property(header, (text) => {
      for (const [start, end] of parseRange(text) ?? []) {
        expect(Number.isSafeInteger(start) && Number.isSafeInteger(end)).toBe(true);
        expect(end).toBeGreaterThanOrEqual(start);
      }
    }),
  );
});
