/** What is wrong with a document, and where. */
export interface Issue {
  /** As `flags.checkout.targeting.if[0]`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}
