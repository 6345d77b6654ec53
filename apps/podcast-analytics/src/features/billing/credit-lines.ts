import { costOfImpressions } from '../../platform/money/proportion.ts';
import type { NewLine } from './draft-lines.ts';
import type { InvoiceLine, Totals } from './invoice.ts';
import { totalsBetween, totalsOf } from './invoice-totals.ts';

/** How many impressions of which line are to be taken back. */
export interface CreditedLine {
  readonly lineId: string;
  readonly impressions: number;
}

export interface Credit {
  readonly lines: readonly NewLine[];
  readonly totals: Totals;
}

/**
 * What a credit note says. Each amount is the difference between what the line came to before and what is left of it, computed as
 * the invoice was: so all credit notes of a line add up to it to the cent, and no rounding is left over.
 *
 * @param lines of the invoice
 * @param earlier impressions that credit notes before have taken back, by line
 * @throws {RangeError} where a line is not of the invoice, or has not so many impressions left
 */
export function creditLines(
  lines: readonly InvoiceLine[],
  earlier: ReadonlyMap<string, number>,
  credited: readonly CreditedLine[],
): Credit {
  const left = new Map(lines.map((line) => [line.id, line.impressions - (earlier.get(line.id) ?? 0)]));
  const before = totalsOf(lines.map((line) => reduced(line, left)));
  const taken: NewLine[] = [];
  for (const { lineId, impressions } of credited) {
    const line = lines.find(({ id }) => id === lineId);
    const rest = left.get(lineId) ?? 0;
    if (!line || line.netMinor === 0)
      throw new RangeError(`expected the id of a line that costs something, got "${lineId}"`);
    if (!Number.isInteger(impressions) || impressions < 1 || impressions > rest) {
      throw new RangeError(`expected 1 to ${rest} impressions of line ${line.position}, got ${impressions}`);
    }
    left.set(lineId, rest - impressions);
    const netMinor = netOf(line, rest) - netOf(line, rest - impressions);
    const { id: _, position: __, ...kept } = line;
    taken.push({ ...kept, kind: 'credit', impressions, netMinor, parts: [], creditedLineId: lineId });
  }
  return { lines: taken, totals: totalsBetween(before, totalsOf(lines.map((line) => reduced(line, left)))) };
}

/** All that is left of an invoice. */
export function wholeCredit(
  lines: readonly InvoiceLine[],
  earlier: ReadonlyMap<string, number>,
): readonly CreditedLine[] {
  return lines
    .filter(({ netMinor }) => netMinor > 0)
    .map(({ id, impressions }) => ({ lineId: id, impressions: impressions - (earlier.get(id) ?? 0) }))
    .filter(({ impressions }) => impressions > 0);
}

function reduced(
  line: InvoiceLine,
  left: ReadonlyMap<string, number>,
): Pick<InvoiceLine, 'netMinor' | 'taxBasisPoints'> {
  return { netMinor: netOf(line, left.get(line.id) ?? 0), taxBasisPoints: line.taxBasisPoints };
}

function netOf({ netMinor, cpmMinor }: InvoiceLine, impressions: number): number {
  return netMinor === 0 ? 0 : costOfImpressions(impressions, cpmMinor);
}
