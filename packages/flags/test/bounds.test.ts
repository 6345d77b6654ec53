// Where exactly the bounds are.
import { expect, test } from 'vitest';
import { createFlags, defineFlags, parseDocument } from '../src/index.ts';
import { revision } from './document-sources.ts';

test('a document of five million characters is read, and none that is longer', () => {
  const document = revision(1);
  const padded = (length: number) => document + ' '.repeat(length - document.length);
  expect(parseDocument(padded(5_000_000)).ok).toBe(true);
  expect(parseDocument(padded(5_000_001))).toEqual({
    ok: false,
    issues: [{ path: '', message: 'must not be longer than 5000000 characters, got 5000001' }],
  });
});

test('a rule looks at a hundred thousand elements, and at no more', () => {
  const flags = createFlags({ definitions: defineFlags({}) });
  const targeting = { if: [{ none: [{ var: 'list' }, { var: '' }] }, 'none', 'some'] };
  const f = { state: 'ENABLED', variants: { none: 'none', some: 'some' }, defaultVariant: 'some', targeting };
  flags.update({ flags: { f } });
  const of = (length: number) => flags.evaluate('f', { list: Array(length).fill(0) });
  expect(of(100_000)).toMatchObject({ variant: 'none' });
  expect(of(100_001)).toMatchObject({
    errorCode: 'GENERAL',
    errorMessage: 'The rule failed: the rule takes too many steps',
  });
  expect(of(100_000)).toMatchObject({ variant: 'none' });
});
