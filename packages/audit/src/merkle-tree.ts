import { sha256Hex } from './sha256.ts';

/**
 * The tree of RFC 6962, section 2.1, grown leaf by leaf: of n leaves only the roots of at most log2(n) full subtrees are
 * kept. Hashes are in hexadecimal: Node makes a text of a hash in half the time that it makes a Buffer.
 */
export class MerkleTree {
  /** How many leaves there are. */
  size: number;
  /** The roots of the full subtrees, the largest first. */
  readonly nodes: string[];

  constructor(size = 0, nodes: readonly string[] = []) {
    this.size = size;
    this.nodes = [...nodes];
  }

  copy(): MerkleTree {
    return new MerkleTree(this.size, this.nodes);
  }

  push(leaf: string): void {
    let node = leaf;
    // Each set bit at the low end is a full subtree as large as what is to its right: they are joined.
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) node = nodeHash(String(this.nodes.pop()), node);
    this.nodes.push(node);
    this.size++;
  }

  /** Of an empty tree the hash of nothing. */
  root(): string {
    return this.nodes.length === 0 ? sha256Hex('') : this.nodes.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** SHA-256(0x00 ‖ line). */
export function leafHash(line: string): string {
  return sha256Hex(`\0${line}`);
}

const nodeLength = 65;

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: string, right: string): string {
  const bytes = Buffer.allocUnsafe(nodeLength);
  bytes[0] = 1;
  bytes.write(left, 1, 'hex');
  bytes.write(right, 33, 'hex');
  return sha256Hex(bytes);
}

/** A hash as checkpoints and proofs write it. */
export function base64Of(hash: string): string {
  return Buffer.from(hash, 'hex').toString('base64');
}

/** A hash that is written in Base64. */
export function hexOf(text: string): string {
  return Buffer.from(text, 'base64').toString('hex');
}
