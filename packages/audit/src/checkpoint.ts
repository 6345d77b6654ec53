/** A statement over the whole log: how many events there are, and the root of the RFC 6962 tree over their lines. */
export interface SignedCheckpoint {
  /** The name of the log: the signer's, or else the stream's. */
  readonly origin: string;
  /** How many events it covers. */
  readonly size: number;
  /** The root of the tree: SHA-256 in Base64. */
  readonly rootHash: string;
  /** The text of the checkpoint (c2sp.org/tlog-checkpoint): a signed note (c2sp.org/signed-note), or its body alone without a signer. */
  readonly note: string;
}

/** Signs checkpoints. */
export interface Signer {
  /** The name of the key, and the origin of the log: by convention a URL without scheme, such as `example.com/audit`. */
  readonly name: string;
  /** The public key as in c2sp.org/signed-note: `name+id+key`. */
  readonly publicKey: string;
  /** The signature of the text, in Base64, led by the four bytes of the key's id. */
  sign(text: string): string | Promise<string>;
}
