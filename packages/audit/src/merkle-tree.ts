import { sha256 } from './sha256.ts';

/** The tree of RFC 6962, section 2.1, grown leaf by leaf: of n leaves only the roots of at most log2(n) full subtrees are kept. */
export class MerkleTree {
  /** How many leaves there are. */
  size: number;
  /** The roots of the full subtrees, the largest first. */
  readonly nodes: Buffer[];

  constructor(size = 0, nodes: readonly Buffer[] = []) {
    this.size = size;
    this.nodes = [...nodes];
  }

  copy(): MerkleTree {
    return new MerkleTree(this.size, this.nodes);
  }

  push(leaf: Buffer): void {
    const { nodes } = this;
    let node = leaf;
    // Each set bit at the low end is a full subtree as large as what is to its right: they are joined.
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) node = nodeHash(nodes.pop() ?? node, node);
    nodes.push(node);
    this.size++;
  }

  /** Of an empty tree the hash of nothing. */
  root(): Buffer {
    const { nodes } = this;
    let root = nodes.at(-1);
    if (root === undefined) return sha256('');
    for (const left of nodes.slice(0, -1).reverse()) root = nodeHash(left, root);
    return root;
  }
}

/** SHA-256(0x00 ‖ line). */
export function leafHash(line: string): Buffer {
  return sha256(`\0${line}`);
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return sha256(bytes);
}
