import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import type { Database } from '../../platform/db/database.ts';
import { createSealer } from '../../platform/keys/sealer.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { demoLogIn, firstLogIn } from './first-account.ts';

describeEachEngine('accounts', (openEmpty) => {
  let database: Database;
  let accounts: Accounts;
  beforeAll(async () => {
    database = await openEmpty();
    accounts = createAccounts(database, Date.now, createSealer(['a secret of the tests']));
  }, 60_000);
  afterAll(() => database.close());

  const ann = { tenantId: 'demo', email: 'ann@example.com', password: 'a long password', role: 'VIEWER' } as const;

  test('begin with one owner, whose password is told once', async () => {
    const logIn = await firstLogIn(accounts, '127.0.0.1');
    expect(logIn).toEqual({ email: 'owner@localhost', password: expect.stringMatching(/^[\w-]{20}$/) });
    expect(await accounts.logIn('owner@localhost', logIn?.password ?? '')).toMatchObject({
      account: { role: 'ADMIN' },
    });
    expect(await firstLogIn(accounts, '127.0.0.1')).toBeUndefined();
  });

  test('keep argon2id hashes of passwords, and no tokens', async () => {
    await accounts.addUser(ann);
    const session = await accounts.logIn(' Ann@Example.com ', ann.password);
    expect(await accounts.ofSession(session?.token ?? '')).toMatchObject({
      account: { name: ann.email, role: 'VIEWER' },
    });
    const [user] = await database.query<{ password_hash: string }>('SELECT * FROM users WHERE email = $1', [ann.email]);
    expect(user?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(await database.query('SELECT * FROM sessions'))).not.toContain(session?.token.slice(4));
  });

  test('refuse an address that is taken or none, and a password that is too short or too long', async () => {
    await expect(accounts.addUser({ ...ann, email: 'ANN@example.com' })).rejects.toThrow('There is a user');
    await expect(accounts.addUser({ ...ann, email: 'ann' })).rejects.toThrow('got "ann"');
    await expect(accounts.addUser({ ...ann, email: 'x@y', password: 'short' })).rejects.toThrow(
      '10 to 200 characters, got 5',
    );
    await expect(accounts.setPassword('x@y', 'x'.repeat(201))).rejects.toThrow('got 201');
    await expect(accounts.setPassword('x@y', ann.password)).rejects.toThrow('There is no user x@y');
  });

  test('have keys of one name a tenant at a time', async () => {
    const key = { tenantId: 'demo', name: 'ci', role: 'VIEWER', plan: 'team' } as const;
    const first = await accounts.addApiKey(key);
    await expect(accounts.addApiKey(key)).rejects.toThrow('There is a key "ci" in force already.');
    await expect(accounts.addApiKey({ ...key, name: '' })).rejects.toThrow('1 to 100 characters');
    await accounts.addApiKey({ ...key, tenantId: 'other' });
    await accounts.revokeApiKey('demo', 'ci');
    await expect(accounts.revokeApiKey('demo', 'ci')).rejects.toThrow('There is no key "ci" in force.');
    expect(await accounts.ofApiKey(first)).toBeUndefined();
    expect(await accounts.ofApiKey(await accounts.addApiKey(key))).toMatchObject({
      account: { type: 'api_key', plan: 'team' },
    });
    expect(await accounts.list()).toContainEqual({
      type: 'api_key',
      id: expect.any(String),
      tenantId: 'other',
      name: 'ci',
      role: 'VIEWER',
      plan: 'team',
    });
  });

  test('with the password of the demo open a console on loopback only, until it is changed', async () => {
    await accounts.addUser({ ...demoLogIn, tenantId: 'demo', role: 'ADMIN' });
    expect(await firstLogIn(accounts, 'localhost')).toBe(demoLogIn);
    await expect(firstLogIn(accounts, '0.0.0.0')).rejects.toThrow('accounts set-password demo@podcast.example');
    await accounts.setPassword(demoLogIn.email, 'known to nobody else');
    expect(await firstLogIn(accounts, '0.0.0.0')).toBeUndefined();
  });
});
