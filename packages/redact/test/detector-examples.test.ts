import { describe, expect, test } from 'vitest';
import { strictDetectors } from '../src/default-detectors.ts';
import { detectors } from '../src/detectors.ts';
import { createTextScanner } from '../src/scan-text.ts';
import { exampleKey, keyFormats } from './example-keys.ts';
import { falseValues, ordinaryValues } from './false-values.ts';
import { type Seeded, seeded } from './seeded.ts';
import { trueValues } from './true-values.ts';

const all = [...new Set([...detectors, ...strictDetectors])];
const contexts = [
  '‹›',
  'key=‹›',
  '"‹›"',
  "'‹›'",
  'x: ‹›, y',
  '(‹›)',
  'Authorization: ‹›',
  '?k=‹›&x=1',
  '\t‹›\n',
  '[‹›]',
];

function trueExamples(id: string, random: Seeded): string[] {
  const formats = keyFormats[id] ?? [];
  const keys = formats.flatMap((format) =>
    Array.from({ length: Math.ceil(20 / formats.length) }, (_, i) =>
      (contexts[i % contexts.length] ?? '').replace('‹›', () => `‹${exampleKey(format, random)}›`),
    ),
  );
  return [...keys, ...(trueValues[id]?.(random) ?? [])];
}

/** Keys that lack something, and what is no key to begin with. */
function falseExamples(id: string, random: Seeded): string[] {
  const broken = (keyFormats[id] ?? []).flatMap((format) => {
    const key = exampleKey(format, random);
    const start = key.slice(0, Math.min(12, key.length / 3));
    return [
      start,
      `${start} ${key.slice(start.length)}`,
      `${start}${'*'.repeat(20)}`,
      key.slice(1, 18),
      [...key].join(' '),
      `${start}…`,
    ];
  });
  return [...broken, ...(falseValues[id]?.split(' · ') ?? []), ...ordinaryValues.split(' · ')];
}

describe.each(all.map((detector) => [detector.id, detector] as const))('%s', (id, detector) => {
  const { find } = createTextScanner([detector]);

  test('finds what its issuer describes, and where it stands', () => {
    const examples = trueExamples(id, seeded(11));
    expect(examples.length).toBeGreaterThanOrEqual(20);
    for (const example of examples) {
      const text = example.replace(/[‹›]/g, '');
      const [start, end] = [example.indexOf('‹'), example.indexOf('›') - 1];
      expect([text, find(text)]).toEqual([text, [{ rule: id, start, end }]]);
    }
  });

  test('leaves alone what only looks like it', () => {
    const examples = falseExamples(id, seeded(12));
    expect(examples.length).toBeGreaterThanOrEqual(20);
    expect(examples.filter((text) => find(text).length > 0)).toEqual([]);
  });
});

test('the examples are of detectors that exist', () => {
  const ids = all.map(({ id }) => id);
  const named = [...Object.keys(keyFormats), ...Object.keys(trueValues), ...Object.keys(falseValues)];
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});
