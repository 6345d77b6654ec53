import { expectTypeOf, test } from 'vitest';
import { detectors, githubToken } from '../src/detectors.ts';
import { pseudonymizer } from '../src/hmac.ts';
import { type Detector, type DetectorId, defineDetector, type Mask, masks, validators } from '../src/index.ts';
import { redactStream } from '../src/stream.ts';

test('a detector of one’s own has any id, and must have a mask', () => {
  const order = defineDetector({ id: 'order', triggers: [], pattern: /ORD-\d/, mask: masks.keepLast(2) });
  expectTypeOf(order).toEqualTypeOf<Detector>();
  // @ts-expect-error: no mask
  defineDetector({ id: 'order', triggers: [], pattern: /ORD-\d/ });
  // @ts-expect-error: a text is no pattern
  defineDetector({ id: 'order', triggers: [], pattern: 'ORD', mask: masks.full });
  // @ts-expect-error: detectors are read-only
  order.id = 'x';
  expectTypeOf<'card'>().toExtend<DetectorId>();
  expectTypeOf<'anything'>().toExtend<DetectorId>();
});

test('validators and numbers of characters are both verdicts', () => {
  expectTypeOf(validators.luhn).toExtend<NonNullable<Detector['validate']>>();
  expectTypeOf((found: string) => found.length).toExtend<NonNullable<Detector['validate']>>();
});

test('the pack is a list of detectors, each of which has a name', () => {
  expectTypeOf(detectors).toEqualTypeOf<readonly Detector[]>();
  expectTypeOf(githubToken).toEqualTypeOf<Detector>();
});

test('a stream gives what it takes', () => {
  expectTypeOf(redactStream()).toEqualTypeOf<TransformStream<string, string>>();
  expectTypeOf(redactStream<Uint8Array>()).toEqualTypeOf<TransformStream<Uint8Array, Uint8Array>>();
});

test('a pseudonym is a mask and a censor', () => {
  const { mask, hashFor } = pseudonymizer({ key: 'k', keyId: 'k1' });
  expectTypeOf(mask).toExtend<Mask>();
  expectTypeOf(mask).parameter(0).toEqualTypeOf<unknown>();
  expectTypeOf(hashFor).toEqualTypeOf<(value: string) => string>();
  // @ts-expect-error: without an id nobody can tell the key
  pseudonymizer({ key: 'k' });
});
