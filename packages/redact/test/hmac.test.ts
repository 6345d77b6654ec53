import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { pseudonymizer } from '../src/hmac.ts';
import { createRedactor } from '../src/redactor.ts';

const key = '0123456789abcdef0123456789abcdef';
const { mask, hashFor } = pseudonymizer({ key, keyId: 'k1' });

describe('a pseudonym', () => {
  test('is the id of the key and 128 bits of HMAC-SHA-256', () => {
    const digest = createHmac('sha256', key).update('ada@example.com').digest('hex');
    expect(hashFor('ada@example.com')).toBe(`k1:${digest.slice(0, 32)}`);
  });

  test('is the same for the same person, in a text and under a name', () => {
    const redact = createRedactor({ masks: { email: mask }, censor: mask });
    const { note, password } = redact({ note: 'from Ada@Example.com!', password: 'hunter2' });
    expect(note).toBe(`from ${hashFor('ada@example.com')}!`);
    expect(password).toBe(hashFor('hunter2'));
  });

  test('is another for another value, and under another key', () => {
    const other = pseudonymizer({ key: 'x'.repeat(16), keyId: 'k1' });
    expect(new Set([hashFor('ada'), hashFor('bob'), other.hashFor('ada')]).size).toBe(3);
  });

  test('is not taken for a secret when it is redacted again', () => {
    expect(createRedactor({ values: 'strict' }).text(`by ${hashFor('ada')}`)).toBe(`by ${hashFor('ada')}`);
  });

  test('disregards case and spaces around, or what the caller says', () => {
    expect(hashFor(' Ada ')).toBe(hashFor('ada'));
    const { hashFor: exact } = pseudonymizer({ key, keyId: 'k1', normalize: (value) => value });
    expect(exact('Ada')).not.toBe(exact('ada'));
    expect(exact('ada')).toBe(hashFor('ada'));
  });

  test('stands for texts and numbers; anything else is hidden whole', () => {
    expect(mask(42)).toBe(hashFor('42'));
    expect(mask(42n)).toBe(hashFor('42'));
    for (const value of [{ id: 1 }, null, undefined, true, Symbol('x')]) expect(mask(value)).toBe('[REDACTED]');
  });

  test('does not change when the bytes of the key do', () => {
    const bytes = new TextEncoder().encode(key);
    const own = pseudonymizer({ key: bytes, keyId: 'k1' });
    bytes.fill(0);
    expect(own.hashFor('ada')).toBe(hashFor('ada'));
  });
});

test.each<[object, string]>([
  [{}, 'pseudonymizer: key must be a string or a Uint8Array, got undefined'],
  [{ key: 'short', keyId: 'k1' }, 'pseudonymizer: key must have at least 16 bytes, got 5'],
  [{ key: new Uint8Array(15), keyId: 'k1' }, 'pseudonymizer: key must have at least 16 bytes, got 15'],
  [{ key: [], keyId: 'k1' }, 'pseudonymizer: key must be a string or a Uint8Array, got an object'],
  [{ key }, 'pseudonymizer: keyId must be up to 32 letters, digits, _ and -, got undefined'],
  [{ key, keyId: 'a b' }, 'pseudonymizer: keyId must be up to 32 letters, digits, _ and -, got "a b"'],
  [{ key, keyId: 'k1', normalize: 5 }, 'pseudonymizer: normalize must be a function, got 5'],
  [{ key, keyId: 'k1', salt: 'x' }, 'pseudonymizer: unknown option salt'],
])('refuses %o', (options, message) => {
  // What a caller without types may pass.
  expect(() => pseudonymizer(options as Parameters<typeof pseudonymizer>[0])).toThrow(message);
});

test('an error about a key does not show it', () => {
  expect(() => pseudonymizer({ key: 'too-short', keyId: 'k1' })).not.toThrow('too-short');
});
