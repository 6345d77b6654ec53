import { describe, expect, test } from 'vitest';
import { makeHit } from '../../test/make-hit.ts';
import type { Hit } from './hit.ts';
import { keyMonth, listenerOf } from './listener.ts';
import { createMonthKey } from './month-key.ts';
import { rulesets } from './ruleset.ts';

const key = createMonthKey(Buffer.alloc(32, 1));
const listener = (overrides: Partial<Hit>, ruleset = rulesets.iab) => listenerOf(makeHit(overrides), key, ruleset);

describe('listenerOf', () => {
  test('is one for an IPv4 address however it is written', () => {
    expect(listener({ address: '::ffff:198.51.100.7' })).toBe(listener({ address: '198.51.100.7' }));
  });

  test('is one for a /64 of IPv6, and another for the next', () => {
    const first = listener({ address: '2001:db8:0:1::1' });
    expect(listener({ address: '2001:DB8:0:1:aaaa:bbbb:cccc:dddd' })).toBe(first);
    expect(listener({ address: '2001:db8:0:2::1' })).not.toBe(first);
  });

  test('differs by address, by user agent and by key', () => {
    const all = [
      listener({}),
      listener({ address: '198.51.100.8' }),
      listener({ userAgent: 'Overcast/3.0' }),
      listenerOf(makeHit(), createMonthKey(Buffer.alloc(32, 2)), rulesets.iab),
    ];
    expect(new Set(all).size).toBe(4);
  });

  test('does not let address and user agent run into each other', () => {
    expect(listener({ address: 'host1', userAgent: '2' })).not.toBe(listener({ address: 'host', userAgent: '12' }));
  });

  test('differs by referring page under op3 only', () => {
    const page = { referer: 'https://example.com/' };
    expect(listener(page)).toBe(listener({}));
    expect(listener(page, rulesets.op3)).not.toBe(listener({}, rulesets.op3));
  });

  test('takes the hash of an address where the log has no address', () => {
    const { address: _, ...bare } = makeHit();
    const a = listenerOf({ ...bare, hashedAddress: 'aa' }, key, rulesets.iab);
    const b = listenerOf({ ...bare, hashedAddress: 'bb' }, key, rulesets.iab);
    expect(a).not.toBe(b);
  });

  test('is 16 bytes that hold nothing of the address', () => {
    expect(listener({})).toMatch(/^[0-9a-f]{32}$/);
    expect(listener({})).not.toContain('c6336407');
  });
});

test('keyMonth is the calendar month in UTC', () => {
  expect(keyMonth(Date.UTC(2026, 1, 1) - 1)).toBe('2026-01');
  expect(keyMonth(Date.UTC(2026, 1, 1))).toBe('2026-02');
});
