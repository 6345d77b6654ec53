import { describe, expectTypeOf, test } from 'vitest';
import {
  createRedactor,
  type Finding,
  type KeyRule,
  type RedactEvent,
  type RedactOptions,
  type Redactor,
} from '../src/index.ts';

describe('a redactor', () => {
  const redact = createRedactor();

  test('returns what it is given', () => {
    expectTypeOf(redact({ id: 1, list: ['x'] })).toEqualTypeOf<{ id: number; list: string[] }>();
    expectTypeOf(redact(new Map<string, number>())).toEqualTypeOf<Map<string, number>>();
    expectTypeOf(redact<unknown>(1)).toBeUnknown();
  });

  test('has methods of fixed types', () => {
    expectTypeOf(redact.text).toEqualTypeOf<(value: string) => string>();
    expectTypeOf(redact.stringify).toEqualTypeOf<(value: unknown) => string>();
    expectTypeOf(redact.explain).toEqualTypeOf<(value: unknown) => Finding[]>();
    expectTypeOf(redact.extend).toEqualTypeOf<(options: RedactOptions) => Redactor>();
  });
});

describe('options', () => {
  test('are typed', () => {
    expectTypeOf(createRedactor).parameter(0).toEqualTypeOf<RedactOptions | undefined>();
    expectTypeOf<KeyRule>().toEqualTypeOf<string | RegExp>();
    // @ts-expect-error: a detector is more than its name
    createRedactor({ values: ['email'] });
    // @ts-expect-error: true would not say which
    createRedactor({ values: true });
    // @ts-expect-error: an option that is undefined is left out instead
    createRedactor({ censor: undefined });
  });

  test('name detectors of anybody', () => {
    expectTypeOf<{ masks: { email: () => string; mine: () => string } }>().toExtend<RedactOptions>();
  });
});

test('events are told apart by their type', () => {
  expectTypeOf<RedactEvent['type']>().toEqualTypeOf<'redacted' | 'censor-failed'>();
  expectTypeOf<Extract<RedactEvent, { type: 'redacted' }>['findings']>().toEqualTypeOf<readonly Finding[]>();
});
