import { createHash } from 'node:crypto';
import { hashSync } from '@node-rs/bcrypt';
import { describe, expect, test } from 'vitest';
import { isForeignHash } from './foreign-hash.ts';
import { hashPassword, isStale, verifyPassword } from './password.ts';

const password = 'correct horse';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const bcrypt = (version: '2a' | '2b' | '2y', of = password) => hashSync(of, { cost: 4, version });

describe('a hash of an older platform', () => {
  test.each([
    ['bcrypt $2a$', bcrypt('2a')],
    ['bcrypt $2b$', bcrypt('2b')],
    ['bcrypt $2y$', bcrypt('2y')],
    ['SHA-256', sha256(password)],
    ['SHA-256 in capitals', sha256(password).toUpperCase()],
    ['SHA-256 with its salt before the password', `pepper:${sha256(`pepper${password}`)}`],
    ['SHA-256 with its salt behind the password', `pepper:${sha256(`${password}pepper`)}`],
  ])('%s knows its password and no other', async (_, hash) => {
    expect(isForeignHash(hash)).toBe(true);
    expect(await verifyPassword(hash, password)).toBe(true);
    for (const other of ['', 'Correct horse', `${password} `, 'nobody', hash]) {
      expect(await verifyPassword(hash, other), other).toBe(false);
    }
    expect(isStale(hash, password)).toBe(true);
  });

  test('of another implementation of bcrypt is understood', async () => {
    const vector = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'; // crypt_blowfish's: U*U
    expect(await verifyPassword(vector, 'U*U')).toBe(true);
    expect(await verifyPassword(vector, 'U*V')).toBe(false);
  });

  test.each([
    ['an empty text', ''],
    ['MD5', '5f4dcc3b5aa765d61d8327deb882cf99'],
    ['argon2id', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA'],
    ['bcrypt of a cost that would take a day', `$2b$31$${'a'.repeat(53)}`],
    ['bcrypt of no cost', `$2b$00$${'a'.repeat(53)}`],
    ['bcrypt $2x$, which was broken', `$2x$05$${'a'.repeat(53)}`],
    ['SHA-256 behind two salts', `a:b:${sha256(password)}`],
  ])('is not %s', (_, hash) => expect(isForeignHash(hash)).toBe(false));
});

test('a password longer than bcrypt looks at stays with its old hash, for nobody knows that all of it was right', async () => {
  const long = 'x'.repeat(80);
  const hash = bcrypt('2b', long);
  expect(await verifyPassword(hash, `${long}and a slip`)).toBe(true);
  expect(isStale(hash, `${long}and a slip`)).toBe(false);
  expect(isStale(sha256(long), long)).toBe(true);
});

test('argon2id is not hashed anew', async () => {
  expect(isStale(await hashPassword(password), password)).toBe(false);
});

test('a hash that is none knows no password', async () => {
  expect(await verifyPassword(undefined, 'nobody')).toBe(false);
});
