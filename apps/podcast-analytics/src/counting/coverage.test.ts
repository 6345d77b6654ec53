import { describe, expect, test } from 'vitest';
import { makeHit } from '../../test/make-hit.ts';
import { coversOneMinute, openEnd, parseRange, transferOf, union } from './coverage.ts';

describe('parseRange (RFC 9110 section 14.1.2)', () => {
  test.each([
    ['bytes=0-1', [[0, 2]]],
    ['bytes=0-0', [[0, 1]]],
    ['bytes=500-', [[500, openEnd]]],
    ['bytes=-500', [[-500, 0]]],
    ['bytes=-0', [[0, 0]]],
    ['BYTES=1-2', [[1, 3]]],
    [
      'bytes=0-99, 200-299',
      [
        [0, 100],
        [200, 300],
      ],
    ],
    [
      'bytes=0-99,,200-,',
      [
        [0, 100],
        [200, openEnd],
      ],
    ],
    ['bytes=0-99999999999999999999', [[0, openEnd]]],
  ])('reads %s', (header, intervals) => {
    expect(parseRange(header)).toEqual(intervals);
  });

  test.each([
    '',
    'bytes=',
    'bytes=,',
    'bytes=a-b',
    'bytes=5-4',
    'bytes=1',
    'items=0-1',
    'bytes 0-1',
    'bytes=-',
    'bytes=0--1',
    'bytes=1e3-',
  ])('takes %j for no range, as a server does', (header) => {
    expect(parseRange(header)).toBeUndefined();
  });

  test('ignores a header of more than a hundred ranges', () => {
    const ranges = (count: number) =>
      `bytes=${Array.from({ length: count }, (_, index) => `${index}-${index}`).join(',')}`;
    expect(parseRange(ranges(100))).toHaveLength(100);
    expect(parseRange(ranges(101))).toBeUndefined();
  });
});

describe('transferOf', () => {
  test('takes a prefix hit at its word: all that it asked for', () => {
    expect(transferOf(makeHit({ range: 'bytes=100-199' }))).toEqual({ intervals: [[100, 200]], looseBytes: 0 });
    expect(transferOf(makeHit())).toEqual({ intervals: [[0, openEnd]], looseBytes: 0 });
  });

  test('takes the whole file for a range that no server understands', () => {
    expect(transferOf(makeHit({ range: 'bytes=9-1' })).intervals).toEqual([[0, openEnd]]);
  });

  test('caps what was asked for by what was sent', () => {
    expect(transferOf(makeHit({ status: 206, range: 'bytes=100-', bytesSent: 50 })).intervals).toEqual([[100, 150]]);
    expect(transferOf(makeHit({ status: 206, range: 'bytes=-500', bytesSent: 50 })).intervals).toEqual([[-500, -450]]);
    expect(transferOf(makeHit({ status: 206, range: 'bytes=0-9,20-29', bytesSent: 15 })).intervals).toEqual([
      [0, 10],
      [20, 25],
    ]);
    expect(transferOf(makeHit({ status: 206, range: 'bytes=0-9', bytesSent: 5000 })).intervals).toEqual([[0, 10]]);
    expect(transferOf(makeHit({ status: 200, bytesSent: 0 })).intervals).toEqual([]);
  });

  test('takes a 200 for the file from its first byte, whatever the range asked for', () => {
    expect(transferOf(makeHit({ status: 200, range: 'bytes=900-999', bytesSent: 70 })).intervals).toEqual([[0, 70]]);
  });

  test('knows no offset for a 206 whose log does not tell the range', () => {
    expect(transferOf(makeHit({ status: 206, bytesSent: 700 }))).toEqual({ intervals: [], looseBytes: 700 });
    expect(transferOf(makeHit({ status: 206 }))).toEqual({ intervals: [], looseBytes: 0 });
  });
});

test('union joins what overlaps or touches, and drops what is empty', () => {
  expect(
    union([
      [5, 9],
      [0, 2],
      [2, 4],
      [8, 12],
      [20, 20],
    ]),
  ).toEqual([
    [0, 4],
    [5, 12],
  ]);
});

describe('coversOneMinute', () => {
  const of = (...intervals: [number, number][]) => ({ intervals, looseBytes: 0 });

  test('asks for 960,000 bytes where nothing is known of the episode', () => {
    expect(coversOneMinute([of([0, 960_000])])).toBe(true);
    expect(coversOneMinute([of([0, 959_999])])).toBe(false);
  });

  test('unites the ranges of several hits, and counts what overlaps once', () => {
    expect(coversOneMinute([of([0, 500_000]), of([500_000, 960_000])])).toBe(true);
    expect(coversOneMinute([of([0, 500_000]), of([0, 500_000])])).toBe(false);
  });

  test('does not count the header', () => {
    const facts = { headerBytes: 100_000 };
    expect(coversOneMinute([of([0, 1_059_999])], facts)).toBe(false);
    expect(coversOneMinute([of([0, 1_060_000])], facts)).toBe(true);
  });

  test('is content with the whole of a file shorter than a minute', () => {
    const facts = { sizeBytes: 300_000, headerBytes: 1000 };
    expect(coversOneMinute([of([1000, 300_000])], facts)).toBe(true);
    expect(coversOneMinute([of([1001, 300_000])], facts)).toBe(false);
  });

  test('counts no bytes beyond the end of the file', () => {
    expect(coversOneMinute([of([1_000_000, openEnd])], { sizeBytes: 1_500_000 })).toBe(false);
    expect(coversOneMinute([of([1_000_000, openEnd])])).toBe(true);
  });

  test('puts a suffix where it lies once the size is known', () => {
    const suffix = of([-600_000, 0], [400_000, 900_000]);
    expect(coversOneMinute([suffix], { sizeBytes: 1_000_000 })).toBe(false);
    expect(coversOneMinute([suffix])).toBe(true);
  });

  test('takes a suffix longer than the file for the file from its first byte', () => {
    expect(coversOneMinute([of([-5_000_000, -4_500_000])], { sizeBytes: 500_000 })).toBe(true);
  });

  test('adds bytes of unknown offset', () => {
    expect(coversOneMinute([{ intervals: [[0, 500_000]], looseBytes: 460_000 }])).toBe(true);
    expect(coversOneMinute([{ intervals: [[0, 500_000]], looseBytes: 459_999 }])).toBe(false);
  });

  test('follows the bit rate of the episode', () => {
    expect(coversOneMinute([of([0, 480_000])], { bytesPerMinute: 480_000 })).toBe(true);
  });

  test('takes a header as large as the file for a wrong fact', () => {
    expect(coversOneMinute([of([0, 500])], { sizeBytes: 500, headerBytes: 500 })).toBe(true);
  });

  test('is not content with nothing', () => {
    expect(coversOneMinute([of()], { sizeBytes: 0 })).toBe(false);
    expect(coversOneMinute([])).toBe(false);
  });
});
