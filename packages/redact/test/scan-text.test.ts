import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultDetectors, strictDetectors } from '../src/default-detectors.ts';
import type { Detector } from '../src/detector.ts';
import { masks } from '../src/masks.ts';
import { createTextScanner } from '../src/scan-text.ts';

const { redact, find } = createTextScanner(defaultDetectors);
const number: Detector = { id: 'number', triggers: [], pattern: /\d+/, mask: () => '#' };
const word: Detector = { id: 'word', triggers: [], pattern: /\b[a-z]+\d+/, mask: () => 'W' };

describe('a text', () => {
  test('without findings comes back as the same string', () => {
    for (const text of ['', 'plain', 'at 10:15:01', 'a@b', 'user 4111', 'eyJ.eyJ.', 'Bearer of good news']) {
      expect(redact(text)).toBe(text);
      expect(find(text)).toEqual([]);
    }
  });

  test('keeps what stands around its findings', () => {
    expect(redact('card 4111 1111 1111 1111, mail john.doe@example.com.')).toBe(
      'card ****-****-****-1111, mail joh***@example.com.',
    );
  });

  test('says where its findings are, in their order', () => {
    const text = 'ssn 078-05-1120 mail ada@example.com';
    expect(find(text)).toEqual([
      { rule: 'ssn', start: 4, end: 15 },
      { rule: 'email', start: 21, end: 36 },
    ]);
  });

  test('is found anew each time, whatever was searched before', () => {
    for (let i = 0; i < 3; i++) expect(redact('x ada@example.com')).toBe('x ***@example.com');
  });

  test('loses only what a group holds, where the pattern has groups', () => {
    expect(redact('Authorization: Bearer abc123def456')).toBe('Authorization: Bearer [REDACTED]');
    expect(redact('postgres://app:s3cret@db.example:5432/x')).toBe('postgres://app:[REDACTED]@db.example:5432/x');
  });
});

describe('findings that overlap', () => {
  test('become one, masked by the detector that is listed first', () => {
    const both = createTextScanner([{ ...word, pattern: /b\d/ }, number]);
    expect(both.redact('ab123c')).toBe('aWc');
    expect(both.find('ab123c')).toEqual([{ rule: 'word', start: 1, end: 5 }]);
    expect(createTextScanner([number, { ...word, pattern: /b\d/ }]).redact('ab123c')).toBe('a#c');
  });

  test('become one when one lies within the other', () => {
    expect(createTextScanner([number, word]).redact('ab12 7')).toBe('# #');
  });

  test('become one as long as the longer of them, and stand in the order of the text', () => {
    const both = createTextScanner([{ ...word, pattern: /[a-z\d]+x/ }, number]);
    expect(both.redact('12ab34x 5 67x')).toBe('W # W');
    expect(createTextScanner([number, { ...word, pattern: /[a-z]+/ }]).find('ab 12')).toEqual([
      { rule: 'word', start: 0, end: 2 },
      { rule: 'number', start: 3, end: 5 },
    ]);
  });

  test('stay two when they only touch', () => {
    expect(createTextScanner([number, { ...word, pattern: /[a-z]+/ }]).redact('12ab34')).toBe('#W#');
  });

  test('leave no part of a secret to a weaker mask', () => {
    expect(redact('Bearer a1b2c3d4@example.com')).not.toContain('a1b');
  });
});

describe('a detector', () => {
  test('is not asked where none of its triggers stands', () => {
    const asked: string[] = [];
    const validate = (found: string): boolean => asked.push(found) > 0;
    const scanner = createTextScanner([{ ...number, triggers: ['id=', 'a+b'], validate }]);
    scanner.redact('no 12');
    expect(asked).toEqual([]);
    scanner.redact('id= 12');
    scanner.redact('a+b 13');
    expect(asked).toEqual(['12', '13']);
  });

  test('whose pattern has flags or names is asked about every text', () => {
    expect(createTextScanner([{ ...number, pattern: /A\d/i }]).redact('a1')).toBe('#');
    expect(createTextScanner([{ ...number, pattern: /(?<n>\d)x/ }]).redact('1x')).toBe('#x');
    expect(createTextScanner([{ ...number, pattern: /\d/gy }]).redact('a1')).toBe('a#');
    expect(createTextScanner([{ ...number, pattern: /A\d/i }, word]).redact('b2 a1')).toBe('W #');
  });

  test('without a match in the text leaves the others to theirs', () => {
    expect(createTextScanner([]).redact('12')).toBe('12');
  });

  test('refuses a match and still finds one that begins inside of it', () => {
    const validate = (found: string): boolean => found === '34';
    expect(createTextScanner([{ ...number, validate }]).redact('1234')).toBe('12#');
  });

  test('refuses a match of 64 characters and still finds one inside of it, wherever that stands', () => {
    const validate = (found: string): boolean => found === '34';
    const { redact: some } = createTextScanner([{ ...number, validate }]);
    expect(some(`${'1'.repeat(62)}34`)).toBe(`${'1'.repeat(62)}#`);
    expect(some(`${'1'.repeat(63)}34`)).toBe(`${'1'.repeat(63)}34`);
    expect(some(`${'x'.repeat(200)} 1234`)).toBe(`${'x'.repeat(200)} 12#`);
  });

  test('is read as it is written, whatever names the groups of the others have', () => {
    const named = { ...number, pattern: /(?<n>\d)x/ };
    expect(createTextScanner([named, named, { ...word, pattern: /\k[1]/ }]).redact('1x k1')).toBe('#x W');
  });

  test('refuses a long match as a whole, so that time stays linear', () => {
    let asked = 0;
    const validate = (): boolean => {
      asked++;
      return false;
    };
    createTextScanner([{ ...number, validate }]).redact('1'.repeat(100_000));
    expect(asked).toBe(1);
  });

  test('counts the first characters that its validator says', () => {
    const two = (found: string): number => (found.length > 1 ? 2 : 0);
    expect(createTextScanner([{ ...number, validate: two }]).redact('12345 6')).toBe('##5 6');
    expect(createTextScanner([{ ...number, validate: () => 9 }]).redact('12 x')).toBe('# x');
  });

  test('hides what its validator throws on', () => {
    const validate = (): boolean => {
      throw new Error('broken');
    };
    expect(createTextScanner([{ ...number, validate }]).redact('a 12')).toBe('a #');
  });

  test('hides the whole where its mask throws', () => {
    const mask = (): string => {
      throw new Error('broken');
    };
    expect(createTextScanner([{ ...number, mask }]).redact('a 12')).toBe('a [REDACTED]');
  });

  test('with a match of no length ends all the same', () => {
    expect(createTextScanner([{ ...number, pattern: /(\d*)/ }]).redact('a12b')).toBe('a#b');
  });
});

describe('any text', () => {
  const parts = fc.constantFrom(
    '4111 1111 1111 1111',
    '@',
    'ada@example.com',
    '078-05-1120',
    'GB29 NWBK 6016 1331 9268 19',
    'Bearer ',
    'eyJ',
    'postgres://a:b1@c',
    '://',
    ' ',
    '\n',
    '-',
    '.',
    '1',
    'é',
    '😀',
    'password=hunter2',
    '-----BEGIN PRIVATE KEY-----',
  );
  const text = fc.array(fc.oneof(parts, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((all) => all.join(''));
  const strict = createTextScanner(strictDetectors);

  test('has findings in order that do not overlap, and loses exactly those', () => {
    fc.assert(
      fc.property(text, (given) => {
        const findings = strict.find(given);
        let from = 0;
        let kept = '';
        for (const { start, end } of findings) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThan(start);
          kept += `${given.slice(from, start)}#`;
          from = end;
        }
        const fixed = createTextScanner(strictDetectors.map((detector) => ({ ...detector, mask: masks.fixed('#') })));
        expect(fixed.redact(given)).toBe(kept + given.slice(from));
      }),
      { numRuns: 500 },
    );
  });

  test('shows no card, whatever stands around it with a space between', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(redact(`${before} 4111-1111-1111-1111 ${after}`)).not.toContain('4111-1111-1111-1111');
      }),
      { numRuns: 500 },
    );
  });
});
