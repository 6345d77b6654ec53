/** What an invoice can be paid with on its page. */
export interface PaymentMethod {
  /** As the payment provider knows it. */
  readonly id: string;
  readonly label: string;
}

/** Cards that Stripe has for tests (docs.stripe.com/testing): the sandbox behaves as they say, and no money moves. */
export const testCards: readonly PaymentMethod[] = [
  { id: 'pm_card_visa', label: '4242 4242 4242 4242 – pays' },
  { id: 'pm_card_visa_chargeDeclined', label: '4000 0000 0000 0002 – is declined' },
  { id: 'pm_card_visa_chargeDeclinedInsufficientFunds', label: '4000 0000 0000 9995 – has not enough funds' },
  { id: 'pm_card_chargeDeclinedExpiredCard', label: '4000 0000 0000 0069 – has expired' },
  { id: 'pm_card_threeDSecure2Required', label: '4000 0000 0000 3220 – wants to be confirmed' },
];
