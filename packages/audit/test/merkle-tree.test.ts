import crypto from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { leafHash, MerkleTree } from '../src/merkle-tree.ts';
import { proveInclusionOn, verifyInclusion } from '../src/prove-inclusion.ts';
import { sha256, sha256Hex } from '../src/sha256.ts';
import { auditPath, treeHash } from './recursive-tree.ts';
import { copyOf, directory, diskWith, type Files, sampleLog, segmentsOf } from './sample-log.ts';

/**
 * The leaves and roots that Certificate Transparency's own tests publish for RFC 6962
 * (google/certificate-transparency, merkletree tests; repeated in transparency-dev/merkle).
 */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const bytes = leaves.map((hex) => Buffer.from(hex, 'hex'));
const hashed = (leaf: Buffer) => sha256Hex(Buffer.concat([Buffer.of(0), leaf]));

test.each(roots.map((root, size) => ({ size, root })))(
  'the root over $size published leaves is the published one',
  ({ size, root }) => {
    const tree = new MerkleTree();
    for (const leaf of bytes.slice(0, size)) tree.push(hashed(leaf));
    expect(tree.root()).toBe(root);
    expect(treeHash(bytes.slice(0, size)).toString('hex')).toBe(root);
  },
);

test('of every size up to 200 the root is that of the recursive definition, from log2(n) nodes', () => {
  const lines = Array.from({ length: 200 }, (_, i) => `line ${i} é`);
  const tree = new MerkleTree();
  for (const [i, line] of lines.entries()) {
    tree.push(leafHash(line));
    expect(tree.root()).toBe(treeHash(lines.slice(0, i + 1).map((text) => Buffer.from(text))).toString('hex'));
    expect(tree.nodes.length).toBeLessThanOrEqual(Math.ceil(Math.log2(i + 2)));
  }
});

function linesOf(files: Files): Buffer[] {
  return segmentsOf(files).flatMap((name) => (files.get(name) ?? []).map((line) => Buffer.from(line)));
}

describe('an inclusion proof', () => {
  test('has the path of the recursive definition, for every event of logs of many sizes', async () => {
    for (const size of [1, 2, 3, 6, 7, 8, 13, 16, 21]) {
      const files = await sampleLog(size);
      const disk = diskWith(files);
      for (let seq = 1; seq <= size; seq++) {
        const proof = await proveInclusionOn(disk, directory, seq);
        const path = auditPath(seq - 1, linesOf(files)).map((hash) => hash.toString('base64'));
        expect(proof).toMatchObject({ seq, size, path, line: linesOf(files)[seq - 1]?.toString() });
        expect(proof.rootHash).toBe(treeHash(linesOf(files)).toString('base64'));
        expect(proof.note).toBe(`audit\n${size}\n${proof.rootHash}\n`);
        expect(verifyInclusion(proof)).toBe(true);
      }
    }
  });

  test('does not verify with anything else in it', async () => {
    const proof = await proveInclusionOn(diskWith(await sampleLog(13)), directory, 6);
    const [first = '', ...rest] = proof.path;
    const wrong = [
      { line: proof.line.replace('SUCCESS', 'DENIED') },
      { seq: 5 },
      { seq: 7 },
      { seq: 0 },
      { seq: 14 },
      { seq: 1.5 },
      { size: 6 },
      { size: 29 },
      { size: 13.5 },
      { path: rest },
      { path: [...proof.path, first] },
      { path: [first, first, ...rest.slice(1)] },
      { path: [] },
      { path: [first.slice(4), ...rest] },
      { rootHash: first },
    ];
    const { note, ...bare } = proof;
    expect(verifyInclusion(bare)).toBe(true);
    for (const change of wrong) {
      expect(verifyInclusion({ ...proof, ...change }), JSON.stringify(change)).toBe(false);
      expect(verifyInclusion({ ...bare, ...change }), JSON.stringify(change)).toBe(false);
    }
  });

  test('does not verify beside a checkpoint that states another root', async () => {
    const proof = await proveInclusionOn(diskWith(await sampleLog(13)), directory, 6);
    const others = ['', 'audit', `audit\n14\n${proof.rootHash}\n`, `audit\n13\n${proof.path[0]}\n`];
    for (const note of others) expect(verifyInclusion({ ...proof, note }), note).toBe(false);
  });

  test('stands under the root of all events where no checkpoint covers the event', async () => {
    const files = await sampleLog(10);
    for (const name of [...files.keys()]) if (name.endsWith('.checkpoints')) files.delete(name);
    const proof = await proveInclusionOn(diskWith(files), directory, 10);
    expect(proof.note).toBeUndefined();
    expect(verifyInclusion(proof)).toBe(true);
  });

  test.each([0, -1, 1.5, Number.NaN])('is refused for the number %d', async (seq) => {
    await expect(proveInclusionOn(diskWith(await sampleLog(1)), directory, seq)).rejects.toThrow(
      `proveInclusion: seq must be an integer >= 1, got ${seq}`,
    );
  });

  test('is refused for an event that is not there, and in a log that diverges before', async () => {
    const files = await sampleLog(10);
    await expect(proveInclusionOn(diskWith(files), directory, 11)).rejects.toThrow(
      'proveInclusion: seq must be one of the events that are there, 1 to 10, got 11',
    );
    const edited = copyOf(files);
    edited.get(segmentsOf(edited)[0] ?? '')?.splice(2, 1);
    await expect(proveInclusionOn(diskWith(edited), directory, 5)).rejects.toThrow(
      'The log in /audit diverges at event 3: run verify.',
    );
  });
});

describe('SHA-256', () => {
  const { hash } = crypto;
  afterEach(() => {
    crypto.hash = hash;
  });

  test('is the same on a Node without the hash in one step', () => {
    const before = [sha256('é').toString('hex'), sha256Hex('é'), sha256(Buffer.from('é')).toString('hex')];
    // Node 20.11 and before have none.
    Object.assign(crypto, { hash: undefined });
    expect([sha256('é').toString('hex'), sha256Hex('é'), sha256(Buffer.from('é')).toString('hex')]).toEqual(before);
  });
});
