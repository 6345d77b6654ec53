import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { billableImpressions } from './billable-impressions.ts';

describe('the impressions of a month', () => {
  test.each([
    ['are billed', { goal: 100, before: 0, within: 40, billed: 0 }, [40, 0, 0, 0]],
    ['are billed up to the goal', { goal: 100, before: 70, within: 40, billed: 70 }, [30, 0, 0, 10]],
    ['cost nothing once the goal is reached', { goal: 100, before: 120, within: 40, billed: 100 }, [0, 0, 0, 40]],
    ['make good what was billed too much', { goal: 100, before: 50, within: 30, billed: 60 }, [20, 0, 10, 0]],
    ['make it good as far as they go', { goal: 100, before: 10, within: 30, billed: 60 }, [0, 0, 30, 0]],
    ['are joined by those that came late', { goal: 100, before: 60, within: 30, billed: 50 }, [30, 10, 0, 0]],
    ['leave room for late ones up to the goal', { goal: 100, before: 120, within: 30, billed: 50 }, [0, 50, 0, 30]],
    [
      'make nothing good that was given back',
      { goal: 100, before: 50, within: 30, billed: 60, credited: 10 },
      [30, 0, 0, 0],
    ],
    [
      'are not billed again after a present',
      { goal: 100, before: 60, within: 30, billed: 60, credited: 20 },
      [30, 0, 0, 0],
    ],
    ['are none where nothing was delivered', { goal: 100, before: 0, within: 0, billed: 0 }, [0, 0, 0, 0]],
  ])('%s', (_, delivered, [regular, late, makeGood, overDelivery]) => {
    expect(billableImpressions({ credited: 0, ...delivered })).toEqual({ regular, late, makeGood, overDelivery });
  });

  const n = fc.integer({ min: 0, max: 200 });
  const months = fc.array(fc.record({ delivered: n, arriveLater: n, foundToBeNone: n }), { maxLength: 8 });

  test('are each in one part, and what was billed over all months is what was delivered, up to the goal', () => {
    fc.assert(
      fc.property(n, months, (goal, some) => {
        let [before, billed] = [0, 0];
        for (const { delivered, arriveLater, foundToBeNone } of some) {
          const parts = billableImpressions({ goal, before, within: delivered, billed, credited: 0 });
          expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
          expect(parts.regular + parts.makeGood + parts.overDelivery).toBe(delivered);
          billed += parts.regular + parts.late;
          before += delivered;
          expect(billed).toBeGreaterThanOrEqual(Math.min(goal, before));
          expect(billed).toBeLessThanOrEqual(goal);
          before = Math.max(0, before + arriveLater - foundToBeNone); // until the next month
        }
        // A last month without delivery settles all but what is still to be made good.
        const { late } = billableImpressions({ goal, before, within: 0, billed, credited: 0 });
        expect(billed + late).toBe(Math.max(billed, Math.min(goal, before)));
      }),
      { seed: 20261122, numRuns: 500 },
    );
  });
});
