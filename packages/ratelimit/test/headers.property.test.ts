import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRateLimit, parseRateLimit } from '../src/headers.ts';
import type { PolicyState } from '../src/index.ts';
import { decisionOf } from './decisions.ts';

const ascii = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
const ms = fc.integer({ min: 0, max: 1e9 });
const state: fc.Arbitrary<PolicyState> = fc.record({
  name: ascii,
  limit: fc.integer({ min: 1, max: 1e12 }),
  windowMs: fc.integer({ min: 1, max: 1e6 }).map((seconds) => seconds * 1_000),
  remaining: fc.nat(),
  availableAfterMs: ms,
  resetAfterMs: ms,
});
const wholeSeconds = (value: number) => Math.ceil(value / 1_000) * 1_000;

test('a client reads the figures of every policy, with times that are never early', () => {
  fc.assert(
    fc.property(fc.uniqueArray(state, { minLength: 1, maxLength: 4, selector: ({ name }) => name }), (policies) => {
      const headers = formatRateLimit(decisionOf({ policies }), { legacy: false });
      const expected = policies.map(({ resetAfterMs: _, availableAfterMs, ...rest }) => ({
        ...rest,
        availableAfterMs: wholeSeconds(availableAfterMs),
      }));
      expect(parseRateLimit(headers)?.policies).toEqual(expected);
    }),
  );
});

test('a policy of any name gives a header that Node and fetch can send', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const headers = formatRateLimit(decisionOf({}, { name }));
      expect(parseRateLimit(new Headers(headers))?.policies).toHaveLength(1);
    }),
  );
});

test('reading never throws, whatever a server sends', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'"\\;=,r1t :?a') }));
  fc.assert(
    fc.property(text, text, (limit, policy) => {
      expect(() =>
        parseRateLimit({ ratelimit: limit, 'ratelimit-policy': policy, 'retry-after': limit }),
      ).not.toThrow();
    }),
    { numRuns: 2_000 },
  );
});
