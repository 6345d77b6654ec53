import { expect, test } from 'vitest';
import type { Detector } from '../src/detector.ts';
import { createRedactor, type Redactor } from '../src/index.ts';

interface Counting {
  readonly redact: Redactor;
  /** How often a name of that number was judged. */
  judged(number: number): number;
}

/** Names that a detector is asked about whenever they are judged. */
function counting(): Counting {
  const asked = new Map<string, number>();
  const validate = (found: string): boolean => {
    asked.set(found, (asked.get(found) ?? 0) + 1);
    return false;
  };
  const detector: Detector = { id: 'number', triggers: [], pattern: /\d+/, validate, mask: () => '#' };
  return { redact: createRedactor({ values: [detector] }), judged: (number) => asked.get(String(number)) ?? 0 };
}

test('a name is judged once, whatever came before it', () => {
  const { redact, judged } = counting();
  for (let i = 0; i < 3; i++)
    redact([
      { a1: true, b2: true },
      { b2: true, a1: true },
    ]);
  expect([judged(1), judged(2)]).toEqual([1, 1]);
});

test('two thousand names are remembered, and with one more all are forgotten', () => {
  const { redact, judged } = counting();
  const name = (i: number): object => ({ [`n${i}`]: true });
  for (let i = 10_000; i < 12_000; i++) redact(name(i));
  redact(name(10_000));
  expect(judged(10_000)).toBe(1);
  redact(name(12_000));
  for (let i = 0; i < 2; i++) redact(name(10_000));
  expect(judged(10_000)).toBe(2);
});

test('a name of more than a hundred characters is not remembered', () => {
  const { redact, judged } = counting();
  for (let i = 0; i < 2; i++) redact({ [`${'x'.repeat(99)}1`]: true, [`${'x'.repeat(100)}2`]: true });
  expect([judged(1), judged(2)]).toEqual([1, 2]);
});

test('what is more than 200 characters before the end of a name does not matter', () => {
  const redact = createRedactor({ keys: ['one two'], values: false });
  const far = { [`one${'-'.repeat(194)}two`]: 'x', [`one${'-'.repeat(200)}two`]: 'y' };
  expect(Object.values(redact(far))).toEqual(['[REDACTED]', 'y']);
});

test('a rule may be a pattern besides those that are known, or besides one', () => {
  expect(createRedactor({ keys: { extend: [/^x-/] } })({ 'x-id': 1, pin: 1, id: 1 })).toEqual({
    'x-id': '[REDACTED]',
    pin: '[REDACTED]',
    id: 1,
  });
  expect(createRedactor({ keys: [/^x-/, 'one'] }).explain({ one: 1, 'x-id': 1 })).toEqual([
    { path: ['one'], by: 'name', rule: 'one' },
    { path: ['x-id'], by: 'name', rule: '^x-' },
  ]);
});

test('a name that is called secret takes back an allowed one, also where its words are written as one', () => {
  const redact = createRedactor({ keys: { extend: ['pagetoken'] } });
  expect(redact({ pageToken: 'x' })).toEqual({ pageToken: '[REDACTED]' });
});
