import { createPublicKey, generateKeyPairSync, verify as verifySignature } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ed25519Signer } from '../src/index.ts';
import { noteVerifier, readCheckpoint, writeCheckpoint } from '../src/signed-note.ts';
import { verify } from '../src/verify.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = ed25519Signer({ name: 'example.com/audit', privateKey });
const root = '07'.repeat(32);
const rootHash = Buffer.from(root, 'hex').toString('base64');

// The note and the key that golang.org/x/mod/sumdb/note publishes in its documentation, the model of c2sp.org/signed-note.
const published = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  note:
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};

test('the published note verifies with the published key, and not when a letter is changed', () => {
  const isSigned = noteVerifier(published.key);
  expect(isSigned(published.note)).toBe(true);
  expect(isSigned(published.note.replace('answer', 'Answer'))).toBe(false);
});

test('a checkpoint is origin, size and root, an empty line, and the signature', async () => {
  const { note, ...checkpoint } = await writeCheckpoint('audit', 12, root, signer);
  expect(checkpoint).toEqual({ origin: 'example.com/audit', size: 12, rootHash });
  const [, text = '', signature = ''] = /^(.*\n)\n— example\.com\/audit (\S+)\n$/s.exec(note) ?? [];
  expect(text).toBe(`example.com/audit\n12\n${rootHash}\n`);
  expect(verifySignature(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64').subarray(4))).toBe(true);
  expect(noteVerifier(signer.publicKey)(note)).toBe(true);
});

test('without a signer it is the text alone', async () => {
  expect(await writeCheckpoint('audit', 12, root, undefined)).toMatchObject({
    origin: 'audit',
    note: `audit\n12\n${rootHash}\n`,
  });
});

test('one signature of several is enough, one of another key is none', async () => {
  const other = ed25519Signer({ name: 'example.com/audit', privateKey: generateKeyPairSync('ed25519').privateKey });
  const { note } = await writeCheckpoint('audit', 12, root, signer);
  const line = (await writeCheckpoint('audit', 12, root, other)).note.split('\n\n')[1];
  expect(noteVerifier(signer.publicKey)(`${note}${line}`)).toBe(true);
  expect(noteVerifier(other.publicKey)(note)).toBe(false);
  expect(noteVerifier(signer.publicKey)(note.split('\n\n')[0] ?? '')).toBe(false);
});

test.each([
  '',
  'audit',
  'audit\n12\n',
  `\n12\n${rootHash}\n`,
  `audit\n012\n${rootHash}\n`,
  `audit\n-1\n${rootHash}\n`,
  'audit\n12\nc2hvcnQ=\n',
])('%j is no checkpoint', (text) => {
  expect(readCheckpoint(text)).toBeUndefined();
});

test('a checkpoint over nothing is one', () => {
  expect(readCheckpoint(`audit\n0\n${rootHash}\n`)?.size).toBe(0);
});

describe('ed25519Signer', () => {
  test('takes a key as PEM', () => {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(ed25519Signer({ name: signer.name, privateKey: pem }).publicKey).toBe(signer.publicKey);
  });

  test.each([
    ['text that is no key', 'secret'],
    ['a public key', createPublicKey(privateKey)],
    ['a key of another kind', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ])('refuses %s, and does not repeat it', (_what, key) => {
    expect(() => ed25519Signer({ name: 'a', privateKey: key })).toThrow(
      new TypeError('ed25519Signer: privateKey must be an Ed25519 private key in PKCS #8, as PEM or KeyObject'),
    );
  });

  test.each(['', 'a b', 'a+b'])('refuses the name %j', (name) => {
    expect(() => ed25519Signer({ name, privateKey })).toThrow(RangeError);
  });
});

test.each(['', 'name', 'name+00000000+AAAA', published.key.replace('c74f20a3', 'c74f20a4')])(
  'verify refuses the public key %j',
  async (key) => {
    await expect(verify('nowhere', { publicKey: key })).rejects.toThrow('verify: publicKey must be an Ed25519 key');
  },
);
