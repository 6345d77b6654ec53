import { expect, test } from 'vitest';
import { bucketOf, createFlags, defineFlags, flag } from '../src/index.ts';

// `npm run proof -- flags` takes a million ids.
const ids = Number(process.env['SCRY_PROOF_RUNS'] ?? 100) * 100;
const units = Array.from({ length: ids }, (_, i) => `user-${i}`);

function flagsAt(targeting: (percent: number) => object) {
  const flags = createFlags({ definitions: defineFlags({ f: flag.string('none') }) });
  const variants = { on: 'on', off: 'off', a: 'a', b: 'b' };
  return (percent: number) => {
    flags.update({
      flags: { f: { state: 'ENABLED', variants, defaultVariant: 'off', targeting: targeting(percent) } },
    });
    return units.map((targetingKey) => flags.value('f', { targetingKey }));
  };
}

/** The sum of (found - expected)² / expected over 100 buckets. With 99 degrees of freedom it is above 148.2 once in a thousand times. */
function chiSquare(seed: string): number {
  const counts = new Array<number>(100).fill(0);
  for (const unit of units) {
    const bucket = Math.floor(bucketOf(unit, seed) * 100);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts.reduce((sum, count) => sum + (count - ids / 100) ** 2 / (ids / 100), 0);
}

test(`a roll-out that grows in 1 % steps loses none of ${ids} ids, and reaches all of them`, () => {
  const at = flagsAt((percent) => ({
    fractional: [
      ['on', percent],
      ['off', 100 - percent],
    ],
  }));
  let before = at(0);
  expect(before).not.toContain('on');
  for (let percent = 1; percent <= 100; percent++) {
    const now = at(percent);
    const leavers = now.filter((variant, i) => variant !== 'on' && before[i] === 'on');
    expect(leavers).toHaveLength(0);
    before = now;
  }
  expect(before.every((variant) => variant === 'on')).toBe(true);
}, 1_800_000);

test(`an experiment in two stages that grows in 1 % steps switches none of ${ids} ids`, () => {
  const cat = (stage: string) => ({ cat: [{ var: '$flagd.flagKey' }, stage, { var: 'targetingKey' }] });
  const split = { fractional: [cat('/variant/'), ['a', 50], ['b', 50]] };
  const at = flagsAt((percent) => ({
    if: [{ fractional: [cat('/enroll/'), [true, percent], [false, 100 - percent]] }, split, 'off'],
  }));
  let before = at(0);
  for (let percent = 1; percent <= 100; percent++) {
    const now = at(percent);
    const switched = now.filter((variant, i) => before[i] !== 'off' && variant !== before[i]);
    expect(switched).toHaveLength(0);
    before = now;
  }
  const share = before.filter((variant) => variant === 'a').length / ids;
  expect(Math.abs(share - 0.5)).toBeLessThan(3 / Math.sqrt(ids));
}, 1_800_000);

test('ids are spread evenly, and two flags do not know of each other', () => {
  expect(chiSquare('new-dashboard')).toBeLessThan(148.2);
  expect(chiSquare('ai-insights')).toBeLessThan(148.2);
  const inBoth = units.filter((unit) => bucketOf(unit, 'new-dashboard') < 0.1 && bucketOf(unit, 'ai-insights') < 0.1);
  // 1 % ± 0.05 of a million; five standard errors of fewer.
  const tolerance = Math.max(0.0005, 5 * Math.sqrt(0.0099 / ids));
  expect(Math.abs(inBoth.length / ids - 0.01)).toBeLessThan(tolerance);
}, 1_800_000);
