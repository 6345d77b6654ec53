/** Where a log first differs from one that was only ever appended to. */
export interface Divergence {
  readonly kind:
    | 'edited'
    | 'removed'
    | 'inserted'
    | 'reordered'
    | 'truncated'
    | 'forked'
    | 'bad-signature'
    | 'torn-tail';
  /** The file's name in the directory. */
  readonly file: string;
  /** The line in the file, from 1. */
  readonly line: number;
  /** The event: of a removed one the first that is missing. */
  readonly seq: number;
  /** A sentence that says what was expected and what was found. */
  readonly message: string;
}

/** What `verify` found. */
export interface VerifyReport {
  /** Whether there is no divergence. */
  readonly ok: boolean;
  /** How many events stand before the first divergence; in a good log all, pruned ones included. */
  readonly events: number;
  /** How many files were read. */
  readonly segments: number;
  /** How many events at the beginning are known by their proof only. */
  readonly pruned: number;
  /** How many events a checkpoint speaks for, signed where a key was given. */
  readonly confirmed: number;
  /** The root of the tree over these events, in Base64. */
  readonly rootHash: string;
  readonly divergence?: Divergence;
}
