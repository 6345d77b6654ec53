import { describe, expect, test } from 'vitest';
import { strictDetectors } from '../src/default-detectors.ts';
import { type Detector, defineDetector } from '../src/detector.ts';
import { detectors } from '../src/detectors.ts';
import { masks } from '../src/masks.ts';

const order: Detector = { id: 'order', triggers: ['ORD-'], pattern: /\bORD-\d{8}\b/, mask: masks.full };
const withPattern = (pattern: RegExp) => () => defineDetector({ ...order, pattern });

describe('defineDetector', () => {
  test('returns a frozen copy', () => {
    const triggers = ['ORD-'];
    const defined = defineDetector({ ...order, triggers });
    triggers.push('x');
    expect(defined).toEqual(order);
    expect(Object.isFrozen(defined) && Object.isFrozen(defined.triggers)).toBe(true);
  });

  test('takes every detector of the package', () => {
    for (const detector of [...detectors, ...strictDetectors]) expect(defineDetector(detector)).toEqual(detector);
  });

  test.each<[string, object, string]>([
    ['id', { id: 5 }, 'defineDetector: id must be a string, got 5'],
    ['triggers', { triggers: 'a' }, 'defineDetector: triggers must be an array of strings that are not empty, got "a"'],
    ['triggers', { triggers: ['a', ''] }, 'triggers must be an array of strings that are not empty'],
    ['triggers', { triggers: [5] }, 'triggers must be an array of strings that are not empty'],
    ['pattern', { pattern: 'a' }, 'defineDetector: pattern must be a RegExp, got "a"'],
    ['pattern', { pattern: {} }, 'defineDetector: pattern must be a RegExp, got an object'],
    ['validate', { validate: true }, 'defineDetector: validate must be a function, got true'],
    ['mask', { mask: '***' }, 'defineDetector: mask must be a function, got "***"'],
    ['mask', { mask: undefined }, 'defineDetector: mask must be a function, got undefined'],
    ['name', { name: 'x' }, 'defineDetector: unknown option name'],
  ])('refuses a wrong %s', (_, wrong, message) => {
    // A wrong detector is what a caller without types passes.
    expect(() => defineDetector({ ...order, ...wrong } as Detector)).toThrow(message);
    expect(() => defineDetector({ ...order, ...wrong } as Detector)).toThrow(TypeError);
  });

  test.each([/a*/, /(?:)/, /a?|b/g, /$/y])('refuses %s, which matches an empty text', (pattern) => {
    expect(withPattern(pattern)).toThrow(RangeError);
    expect(withPattern(pattern)).toThrow(`defineDetector: pattern must not match an empty text, got ${pattern}`);
  });

  test('refuses a pattern that can backtrack, and quotes it', () => {
    expect(withPattern(/(a+)+$/)).toThrow(RangeError);
    expect(withPattern(/(a+)+$/)).toThrow('defineDetector: pattern must not be able to backtrack, got /(a+)+$/');
  });
});
