export interface Delivered {
  /** What the campaign has promised. */
  readonly goal: number;
  /** Impressions before the period, as they are counted now. */
  readonly before: number;
  /** Impressions within the period. */
  readonly within: number;
  /** Impressions that other invoices have billed at the price. */
  readonly billed: number;
  /** Of those, what credit notes have taken back. */
  readonly credited: number;
}

export interface Billable {
  /** Of the period, at the price. */
  readonly regular: number;
  /** Of earlier periods, at the price: their logs came after the invoice. */
  readonly late: number;
  /** Of the period, for nothing: as many were billed before that a recount found to be none. */
  readonly makeGood: number;
  /** Of the period, for nothing: the goal was reached. */
  readonly overDelivery: number;
}

/**
 * What of a delivery is to be paid. It is settled on the running total: at any time a campaign has been billed for what it has
 * delivered, and for no more than its goal. So a shortfall is never billed and needs no credit; what was billed too much is made
 * good by the next impressions unless a credit note gave the money back, and what came late is billed late. A credit note for
 * impressions that were delivered is a present: they are not billed again. The impressions of the period are `regular + makeGood +
 * overDelivery`.
 */
export function billableImpressions({ goal, before, within, billed, credited }: Delivered): Billable {
  const earlier = Math.min(goal, before);
  const settled = billed - Math.min(credited, Math.max(0, billed - earlier));
  const due = Math.max(0, Math.min(goal, before + within) - settled);
  const late = Math.min(due, Math.max(0, earlier - settled));
  const regular = due - late;
  const makeGood = Math.min(within - regular, Math.max(0, settled - earlier));
  return { regular, late, makeGood, overDelivery: within - regular - makeGood };
}

/** The sentences that the page of an invoice shows. */
export const howBilled =
  'An impression is a counted download for each spot of the campaign in it. A campaign pays for what it delivered, up to its goal: a ' +
  'shortfall is not billed, and impressions beyond the goal cost nothing. Where an earlier invoice billed more than a recount finds ' +
  'today, the next impressions make it good for nothing; where logs came after the invoice, the next one bills them as late. Each line is ' +
  'impressions × CPM / 1000, rounded once, half up, to the minor unit of the currency. Tax is computed once for all lines of a rate.';
