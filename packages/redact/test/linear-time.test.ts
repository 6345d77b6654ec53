import { describe, expect, test } from 'vitest';
import { strictDetectors } from '../src/default-detectors.ts';
import { detectors } from '../src/detectors.ts';
import { isLinear } from '../src/linear-time.ts';
import { createTextScanner } from '../src/scan-text.ts';
import { megabyteOf, pumps } from './pumps.ts';

const all = [...new Set([...detectors, ...strictDetectors])];

test.each([
  /abc/,
  /\bORD-\d{8}\b/,
  /\bORD-\w+/,
  /\b\w+@/,
  /(?<![\w.])[\w.]+@/,
  /-\w+/,
  /-[a-z]+!/,
  /^a+b/,
  /(?<!\w)sk_\w{20,40}x/,
  /(?:ab|cd)+/,
  /(?<!a)a+b/,
  /(?<=:)\d+;/,
  /:(?:\.\w+){2,4}!/,
  /(?:\d{1,3}\.){3}x/,
  /x(?!yy?)z/,
  /x(?!.{0,64}y)z/,
  /(?<=a?)b/,
  /(?: ?[:=]>? ?)\d/,
  /^\w+;/m,
  /\B-\d+/,
  /[^\]\\]x\x41\u0042\cC\t/,
  /\u{1f600}\p{Lu}b/u,
  /(?<name>a)(b)c*/,
  /a{3}/,
  /{/,
  /a|b|c+/,
  /(?:a?)?b/,
  /(?<![ab])(?:ab?)+c/,
  /(?<![ab])(?:a?b)+c/,
  /(?=.{0,1000}!)a/,
])('%s takes time in proportion to the text', (pattern) => {
  expect(isLinear(pattern)).toBe(true);
});

test.each([
  // A repeat of a repeat, or of what can be empty.
  /(a+)+$/,
  /(x+x+)+y/,
  /(?:a*)*b/,
  /(a?){30}b/,
  /((a|a){8}){8}/,
  /(?<![ab])(?:a?b?)+c/,
  /(?:\d{1,4}[ .-]?){2,5}x/,
  /(?<![ab])(?:a|b?)+c/,
  /(?<![ab])(?:b?|a)+c/,
  // Two ways to read the same text.
  /\b(?:a|a)+b/,
  /\b(?:a|b|ab)*c/,
  /^(a|aa)+$/,
  /(?<!\w)\w+\d+x/,
  /(?<!\w)\w*\w*-/,
  /(?<!\w)(?:\w+|-)\w+x/,
  /(?<!\w)(?:-|\w+)\w+x/,
  /(?<!\w)\w+(?:\w+|-)x/,
  /(?<!\w)\w+(?:-|\w+)x/,
  /(?<!\w)\w+-?\w+x/,
  /(?<!\w)\w+-*\w+x/,
  /(?<!\w)\w+-{0,3}\w+x/,
  /(?<!\w)\w{2,}\w{2,}x/,
  // A search that begins anew at every character.
  /\w+@/,
  /\b[\w.]+@/,
  /x[^y]*y/,
  /.*a/,
  /a{1,100}b/,
  /\w{2,}@/,
  /-?\w+@/,
  /(?<![a-z])\w+!/,
  /\w+\b-/,
  /\w+$/,
  /[a-z]+(?=@)/,
  /(?:^|-)[-a]+b/,
  /ß+x/,
  /ñ+x/,
  /ß+ß+x/,
  /(?<=a)\w+!/,
  /(?<=\n|a)a+b/,
  /(?<=^|a)\n+@/m,
  /(?<=a?)[b-z]+@/,
  /(?<!a\b)a+@/,
  // Two ways to read a character that is none of ASCII.
  /(?<![aα])[aα]+[bα]+c/,
  /(?<![a\p{Script=Greek}])[a\p{Script=Greek}]+[b\p{Script=Greek}]+c/u,
  /(?<![a\u0100-\u0200])[a\u0100-\u0180]+[b\u0150-\u0200]+c/,
  // What no automaton can stand for, and what searches by itself.
  /(a)\1/,
  /(?<n>a)\k<n>/,
  /(?=a+b)a/,
  /(?<!a*)b/,
  /a(?!.*b)/,
  /(?=.{0,99999}!)a/,
  /(?=.{0,1001}!)a/,
])('%s may take longer', (pattern) => {
  expect(isLinear(pattern)).toBe(false);
});

test('syntax that is newer than the reader is refused', () => {
  // What RegExp modifiers look like where the platform has them.
  const modified = { source: '(?i:a)b', flags: '' } as RegExp;
  expect(isLinear(modified)).toBe(false);
  const subtracted = { source: '[a--b]', flags: 'v' } as RegExp;
  expect(isLinear(subtracted)).toBe(false);
  const unknown = { source: 'a\\p{Unheard}', flags: 'u' } as RegExp;
  expect(isLinear(unknown)).toBe(false);
});

test('a pattern with thousands of positions is refused', () => {
  expect(isLinear(new RegExp('(?:a{9}b{9}){20}'.repeat(8)))).toBe(false);
});

describe('the pattern of', () => {
  test.each(all.map(({ id, pattern }) => [id, pattern] as const))(
    '%s takes time in proportion to the text',
    (_, pattern) => {
      expect(isLinear(pattern)).toBe(true);
    },
  );
});

describe('a megabyte that is made to be slow', () => {
  test.each(pumps)('of %s is read without end neither by one detector nor by all', (pump) => {
    const text = megabyteOf(pump);
    const steps = countedSteps(text);
    expect(steps).toBeLessThan(text.length);
  });

  /** How often validators are asked: the patterns' own steps are what recheck counts. */
  function countedSteps(text: string): number {
    let steps = 0;
    const counting = strictDetectors.map((detector) => ({
      ...detector,
      validate(found: string) {
        steps++;
        return detector.validate?.(found) ?? true;
      },
    }));
    createTextScanner(counting).redact(text);
    return steps;
  }
});
