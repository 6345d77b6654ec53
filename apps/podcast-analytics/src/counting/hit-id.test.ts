import { describe, expect, test } from 'vitest';
import { makeHit } from '../../test/make-hit.ts';
import { createHitIds } from './hit-id.ts';
import { createMonthKey } from './month-key.ts';

const key = createMonthKey(Buffer.alloc(32, 1));

describe('hitId', () => {
  test('is the same for the same line in another file', () => {
    expect(createHitIds()(makeHit(), key)).toBe(createHitIds()(makeHit(), key));
  });

  test('tells identical lines of one file apart, in the same way on every import', () => {
    const ids = () => {
      const hitId = createHitIds();
      return [makeHit(), makeHit({ time: 1 }), makeHit(), makeHit()].map((hit) => hitId(hit, key));
    };
    expect(new Set(ids()).size).toBe(4);
    expect(ids()).toEqual(ids());
  });

  test('is the same for a row that overlapping pages repeat, where the log names its rows', () => {
    const hitId = createHitIds();
    const row = makeHit({ uuid: 'a11378c4' });
    expect(hitId(row, key)).toBe(hitId(row, key));
  });

  test.each([
    { time: 5 },
    { method: 'HEAD' },
    { url: 'https://example.com/show/episode-2.mp3' },
    { status: 200 },
    { bytesSent: 5 },
    { range: 'bytes=0-' },
    { userAgent: 'x' },
    { referer: 'x' },
    { address: '198.51.100.8' },
    { uuid: 'x' },
  ])('differs by %o', (difference) => {
    expect(createHitIds()(makeHit(difference), key)).not.toBe(createHitIds()(makeHit(), key));
  });

  test('does not differ by what was looked up about the address', () => {
    expect(createHitIds()(makeHit({ country: 'DE', asn: 3320 }), key)).toBe(createHitIds()(makeHit(), key));
  });

  test('forgets a line after so many others, so that its memory is bounded', () => {
    const hitId = createHitIds(10);
    const first = hitId(makeHit(), key);
    for (let time = 0; time < 30; time++) hitId(makeHit({ time }), key);
    expect(hitId(makeHit(), key)).toBe(first);
  });
});
