import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOfImpressions } from '../../platform/money/proportion.ts';
import { creditLines, wholeCredit } from './credit-lines.ts';
import type { InvoiceLine, Totals } from './invoice.ts';
import { totalsOf } from './invoice-totals.ts';

const line = (id: string, impressions: number, cpmMinor = 2_500, taxBasisPoints = 1_900): InvoiceLine => ({
  ...{ id, position: Number(id), kind: 'impressions', campaignId: 'c', campaignName: 'Coffee', parts: [] },
  ...{ period: { from: '2026-10-01', to: '2026-10-31' }, impressions, cpmMinor, taxBasisPoints },
  netMinor: costOfImpressions(impressions, cpmMinor),
  creditedLineId: null,
});
const none = new Map<string, number>();

describe('the totals of an invoice', () => {
  test('have the tax of all lines of a rate rounded once, and not line by line', () => {
    const cent = { netMinor: 2, taxBasisPoints: 2_000 }; // 0.4 each
    expect(totalsOf([cent, cent, cent])).toMatchObject({ netMinor: 6, taxMinor: 1, totalMinor: 7 });
  });

  test('have one tax for each rate, the lowest first', () => {
    const { taxes, taxMinor } = totalsOf([
      { netMinor: 1_000, taxBasisPoints: 1_900 },
      { netMinor: 1_000, taxBasisPoints: 700 },
      { netMinor: 50, taxBasisPoints: 1_900 },
    ]);
    expect(taxes.map(({ basisPoints, taxMinor: tax }) => [basisPoints, tax])).toEqual([
      [700, 70],
      [1_900, 200],
    ]);
    expect(taxMinor).toBe(270);
  });

  test('are nothing where there are no lines', () => {
    expect(totalsOf([])).toEqual({ netMinor: 0, taxMinor: 0, totalMinor: 0, taxes: [] });
  });
});

describe('a credit note', () => {
  test('takes all of an invoice back by default, its tax included', () => {
    const lines = [line('1', 12_345), line('2', 7, 333, 700)];
    const { totals } = creditLines(lines, none, wholeCredit(lines, none));
    expect(totals).toEqual(totalsOf(lines));
  });

  test.each([
    ['a line of another invoice', [{ lineId: '9', impressions: 1 }], 'expected the id of a line'],
    ['more than there is', [{ lineId: '1', impressions: 11 }], 'expected 1 to 10 impressions of line 1, got 11'],
    ['nothing', [{ lineId: '1', impressions: 0 }], 'expected 1 to 10 impressions'],
    ['a part of an impression', [{ lineId: '1', impressions: 0.5 }], 'expected 1 to 10 impressions'],
    ['a line twice beyond its end', [6, 6].map((impressions) => ({ lineId: '1', impressions })), 'expected 1 to 4'],
  ])('of %s is refused', (_, credited, message) => {
    expect(() => creditLines([line('1', 10)], none, credited)).toThrow(message);
  });

  test('of what was taken back before is refused', () => {
    const before = new Map([['1', 10]]);
    expect(() => creditLines([line('1', 10)], before, [{ lineId: '1', impressions: 1 }])).toThrow('expected 1 to 0');
    expect(wholeCredit([line('1', 10)], before)).toEqual([]);
  });

  test('adds up with all others of its invoice to the invoice, however it is cut into pieces', () => {
    const lines = fc
      .array(
        fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 9_999 }), fc.constantFrom(700, 1_900)),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((some) => some.map(([impressions, cpm, tax], index) => line(String(index + 1), impressions, cpm, tax)));
    fc.assert(
      fc.property(lines, fc.array(fc.tuple(fc.nat(3), fc.nat(5_000)), { maxLength: 6 }), (some, pieces) => {
        const left = wholeCredit(some, none).map((each) => ({ ...each }));
        const taken = new Map<string, number>();
        const notes: Totals[] = [];
        for (const [index, size] of pieces) {
          const each = left[index % Math.max(1, left.length)];
          const impressions = Math.min(size, each?.impressions ?? 0);
          if (!each || impressions === 0) continue;
          notes.push(creditLines(some, taken, [{ lineId: each.lineId, impressions }]).totals);
          each.impressions -= impressions;
          taken.set(each.lineId, (taken.get(each.lineId) ?? 0) + impressions);
        }
        const rest = wholeCredit(some, taken);
        if (rest.length > 0) notes.push(creditLines(some, taken, rest).totals);
        const sum = (of: 'netMinor' | 'taxMinor' | 'totalMinor') => notes.reduce((all, totals) => all + totals[of], 0);
        const { netMinor, taxMinor, totalMinor } = totalsOf(some);
        expect([sum('netMinor'), sum('taxMinor'), sum('totalMinor')]).toEqual([netMinor, taxMinor, totalMinor]);
      }),
      { seed: 16_931 },
    );
  });
});
