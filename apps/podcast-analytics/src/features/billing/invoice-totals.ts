import { basisPointsOf } from '../../platform/money/proportion.ts';
import type { InvoiceLine, TaxGroup, Totals } from './invoice.ts';

type TaxedLine = Pick<InvoiceLine, 'netMinor' | 'taxBasisPoints'>;

/**
 * Tax is computed on the sum of all lines of a rate and rounded once, half up, as EN 16931-1 has it (BR-CO-17: the tax of a
 * category is its taxable amount times its rate; BR-CO-14: the total is the sum over the categories). Rounded line by line,
 * a hundred lines could be half a unit off each.
 */
export function totalsOf(lines: readonly TaxedLine[]): Totals {
  const nets = new Map<number, number>();
  for (const { taxBasisPoints, netMinor } of lines) {
    nets.set(taxBasisPoints, (nets.get(taxBasisPoints) ?? 0) + netMinor);
  }
  const taxes = [...nets]
    .sort(([a], [b]) => a - b)
    .map(([basisPoints, netMinor]) => ({ basisPoints, netMinor, taxMinor: basisPointsOf(netMinor, basisPoints) }));
  return summed(taxes);
}

/** What totals lose from one state to another: a credit note, such that all credit notes of an invoice add up to it exactly. */
export function totalsBetween(before: Totals, after: Totals): Totals {
  return summed(
    before.taxes.map(({ basisPoints, netMinor, taxMinor }) => {
      const left = after.taxes.find((group) => group.basisPoints === basisPoints);
      return {
        basisPoints,
        netMinor: netMinor - (left?.netMinor ?? 0),
        taxMinor: taxMinor - (left?.taxMinor ?? 0),
      };
    }),
  );
}

function summed(taxes: readonly TaxGroup[]): Totals {
  const netMinor = taxes.reduce((sum, group) => sum + group.netMinor, 0);
  const taxMinor = taxes.reduce((sum, group) => sum + group.taxMinor, 0);
  return { netMinor, taxMinor, totalMinor: netMinor + taxMinor, taxes };
}
