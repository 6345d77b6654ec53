import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import type { Database } from '../db/database.ts';
import { createTelemetry } from '../telemetry.ts';
import { createKeyStore } from './key-store.ts';
import { createSealer } from './sealer.ts';
import { createSigningKeys, type SigningKeys } from './signing-keys.ts';

const day = 86_400_000;
const secret = 'a secret of thirty-two characters';

describeEachEngine('signing keys', (openEmpty) => {
  let database: Database;
  let now: number;
  let said: string[];

  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    now = Date.UTC(2026, 2, 1);
    said = [];
    await database.query('DELETE FROM signing_keys');
  });

  /** A process of its own. */
  function open(secrets: [string, ...string[]] = [secret]): SigningKeys {
    const { logger } = createTelemetry('error', { write: (line) => said.push(line) });
    return createSigningKeys(createKeyStore(database, createSealer(secrets), logger), () => now);
  }
  const kids = async () =>
    (await database.query<{ kid: string }>('SELECT kid FROM signing_keys ORDER BY created_at')).map(({ kid }) => kid);
  const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());

  test('give back what was signed until it expires, and nothing afterwards', async () => {
    const links = open().signer('share-link');
    const token = await links.sign({ report: 'r1', tenantId: 'demo' }, 7 * day);
    expect(await links.verify(token)).toEqual({ report: 'r1', tenantId: 'demo' });
    now += 7 * day - 1;
    expect(await links.verify(token)).toEqual({ report: 'r1', tenantId: 'demo' });
    now += 1;
    expect(await links.verify(token)).toBeUndefined();
  });

  test('do not take for one purpose what was signed for another', async () => {
    const keys = open();
    const token = await keys.signer('share-link').sign({ user: 'ann' }, day);
    expect(await keys.signer('invitation').verify(token)).toBeUndefined();
  });

  test('take the purpose and the end from the signer, whatever the claims say', async () => {
    const keys = open();
    const token = await keys.signer('share-link').sign({ aud: 'invitation', exp: 9_999_999_999, iat: 0 }, day);
    expect(await keys.signer('invitation').verify(token)).toBeUndefined();
    now += day;
    expect(await keys.signer('share-link').verify(token)).toBeUndefined();
  });

  test('refuse what was changed, was not signed, or was signed with something else', async () => {
    const links = open().signer('share-link');
    const token = await links.sign({ report: 'r1' }, day);
    const { kid } = headerOf(token);
    const [header, , signature] = token.split('.');
    const claims = { report: 'r2', aud: 'share-link', exp: Math.floor(now / 1000) + 1000 };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const { privateKey } = generateKeyPairSync('ed25519');
    const forged = [
      `${header}.${body}.${signature}`,
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(secret)),
      await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid }).sign(privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'unknown' }).sign(Buffer.from(secret)),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret)),
      `${token}x`,
      'x'.repeat(100_000),
      '..',
      '',
    ];
    for (const [n, wrong] of forged.entries()) expect(await links.verify(wrong), `forgery ${n}`).toBeUndefined();
  });

  test.each([0, -1, 999, Number.NaN, 367 * day])('sign nothing that is valid for %d ms', async (ttlMs) => {
    await expect(open().signer('share-link').sign({}, ttlMs)).rejects.toThrow('ttlMs: expected 1000 to');
  });

  test('sign with a new key after a rotation, and older links go on until they expire', async () => {
    const keys = open();
    const links = keys.signer('share-link');
    const before = await links.sign({ report: 'old' }, 30 * day);
    const { kid, removed } = await keys.rotate();
    const after = await links.sign({ report: 'new' }, 30 * day);
    expect(removed).toBe(0);
    expect(headerOf(after).kid).toBe(kid);
    expect(headerOf(before).kid).not.toBe(kid);
    expect(await links.verify(before)).toEqual({ report: 'old' });
    expect(await links.verify(after)).toEqual({ report: 'new' });
  });

  test('are removed by a rotation when nothing of them is valid any more, and not before', async () => {
    const keys = open();
    const links = keys.signer('share-link');
    const token = await links.sign({}, 30 * day);
    await keys.rotate();
    now += 30 * day - 1;
    await keys.rotate();
    expect(await links.verify(token)).toEqual({});
    expect(await kids()).toContain(headerOf(token).kid);
    now += 2 * day;
    expect((await keys.rotate()).removed).toBeGreaterThan(0);
    expect(await kids()).not.toContain(headerOf(token).kid);
  });

  test('that have leaked are revoked at once, with all that they signed', async () => {
    const keys = open();
    const links = keys.signer('share-link');
    const token = await links.sign({}, day);
    expect((await keys.rotate({ revokeOlder: true })).removed).toBe(1);
    expect(await links.verify(token)).toBeUndefined();
  });

  test('are the same ones for several processes, before and after one of them rotates', async () => {
    const [one, other] = [open(), open()];
    const [oneLinks, otherLinks] = [one.signer('share-link'), other.signer('share-link')];
    expect(await otherLinks.verify(await oneLinks.sign({ n: 1 }, day))).toEqual({ n: 1 });
    now += 1_000;
    const { kid } = await one.rotate();
    expect(await otherLinks.verify(await oneLinks.sign({ n: 2 }, day))).toEqual({ n: 2 });
    now += 60_000;
    expect(headerOf(await otherLinks.sign({ n: 3 }, day)).kid).toBe(kid);
  });

  test('sign what stays valid also where another process has removed the key meanwhile', async () => {
    const [one, other] = [open(), open()];
    await one.signer('share-link').sign({}, 1_000);
    await other.rotate();
    now += 3 * day;
    await other.rotate();
    const token = await one.signer('share-link').sign({ n: 4 }, 300 * day);
    expect(await other.signer('share-link').verify(token)).toEqual({ n: 4 });
  });

  test('go on while the database is away, for those who knew them', async () => {
    const links = open().signer('share-link');
    const token = await links.sign({ n: 1 }, day);
    await database.query('ALTER TABLE signing_keys RENAME TO away');
    now += 120_000;
    expect(await links.verify(token)).toEqual({ n: 1 });
    await expect(open().signer('share-link').verify(token)).rejects.toThrow('signing_keys');
    await database.query('ALTER TABLE away RENAME TO signing_keys');
  });

  test('are looked up once a second at most for tokens that nobody knows', async () => {
    let asked = 0;
    const store = createKeyStore(database, createSealer([secret]), createTelemetry('silent').logger);
    const counting = {
      ...store,
      all: () => {
        asked += 1;
        return store.all();
      },
    };
    const links = createSigningKeys(counting, () => now).signer('share-link');
    const unknown = await new SignJWT({ aud: 'share-link', exp: 9_999_999_999 })
      .setProtectedHeader({ alg: 'HS256', kid: 'unknown' })
      .sign(Buffer.from(secret));
    for (let n = 0; n < 100; n++) await links.verify(unknown);
    expect(asked).toBe(1);
    now += 1_000;
    for (let n = 0; n < 100; n++) await links.verify(unknown);
    expect(asked).toBe(2);
  });

  test('are stored sealed, and sealed anew when SECRET_KEY is replaced, without an end to any link', async () => {
    const links = open().signer('share-link');
    const token = await links.sign({ n: 1 }, day);
    const next = 'the next secret of the platform, as long';
    const rotation = await open([next, secret]).rotate();
    expect(rotation.resealed).toBe(1);
    expect(await open([next]).signer('share-link').verify(token)).toEqual({ n: 1 });
    expect(said).toEqual([]);
    expect(await open([secret]).signer('share-link').verify(token)).toBeUndefined();
    expect(said.join()).toContain('is SECRET_KEY the same everywhere?');
  });
});
