import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Secret, TOTP } from 'otpauth';
import { describeWith, type PostgresServer, postgres, startPostgres } from 'services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../src/commands/run-command.ts';
import { readConfig } from '../src/config.ts';
import { type App, openApp } from '../src/main.ts';
import { emptyDataDir } from './data-dir-template.ts';

const [old, current] = ['o'.repeat(44), 'c'.repeat(44)];
const user = { email: 'ann@example.com', password: 'correct horse battery', tenantId: 'demo', role: 'ADMIN' } as const;
const links = (app: App) => app.signingKeys.signer('share-link');
let now = Date.UTC(2026, 2, 4, 3);

type Settings = Readonly<Record<string, string>>;

/** SECRET_KEY is replaced as `rotate-secrets --help` says, between people who are logged in. */
function replacesTheKey(settings: () => Settings): void {
  async function withApp<T>(env: Settings, work: (app: App) => Promise<T>): Promise<T> {
    const app = await openApp(readConfig({ ...settings(), ...env, LOG_LEVEL: 'silent' }), () => now);
    return work(app).finally(() => app.close());
  }

  async function rotate(env: Settings): Promise<string> {
    let written = '';
    const stdout = new Writable({
      write(text, _, done) {
        written += text;
        done();
      },
    });
    const context = { stdout, stderr: stdout, now: () => now, signal: new AbortController().signal };
    expect(await runCommand(['rotate-secrets'], { env: { ...settings(), ...env }, ...context }), written).toBe(0);
    return written;
  }

  test('nobody is logged out, and second factors, keys and links go on, while SECRET_KEY is replaced', async () => {
    const codeOf = (secret: Uint8Array) =>
      new TOTP({ secret: new Secret({ buffer: Uint8Array.from(secret).buffer }) }).generate({ timestamp: now });
    const held = await withApp({ SECRET_KEY: old }, async (app) => {
      const id = await app.accounts.addUser(user);
      const session = (await app.accounts.logIn(user.email, user.password))?.token ?? '';
      const secret = await app.accounts.mfa.enrol(id);
      await app.accounts.mfa.confirm(id, codeOf(secret));
      return {
        ...{ id, secret, session },
        key: await app.accounts.addApiKey({ tenantId: 'demo', name: 'ci', role: 'VIEWER', plan: 'free' }),
        link: await links(app).sign({ report: 'r1' }, 86_400_000),
      };
    });
    const opens = (env: Settings) =>
      withApp(env, async (app) => {
        now += 60_000; // a code opens once
        return {
          session: (await app.accounts.ofSession(held.session)) !== undefined,
          code: await app.accounts.mfa.verify(held.id, codeOf(held.secret)),
          key: (await app.accounts.ofApiKey(held.key)) !== undefined,
          link: await links(app).verify(held.link),
        };
      });
    const all = { session: true, code: 'totp', key: true, link: { report: 'r1' } };
    const both = { SECRET_KEY: current, SECRET_KEY_PREVIOUS: old };
    expect(await opens(both)).toEqual(all);
    expect(await rotate(both)).toContain('0 older removed, 2 sealed anew'); // the second factor, and the key that signed
    expect(await opens({ SECRET_KEY: current })).toEqual(all);
    await expect(opens({ SECRET_KEY: old })).rejects.toThrow('expected a seal of one of the keys');
  });
}

describe('with the embedded database', () => {
  let dataDir: ReturnType<typeof emptyDataDir>;
  beforeAll(() => {
    dataDir = emptyDataDir();
  });
  afterAll(() => dataDir.remove());
  replacesTheKey(() => ({ DATA_DIR: dataDir.path }));
});

describeWith(postgres, 'with PostgreSQL', () => {
  let server: PostgresServer;
  let folder: string;
  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
    folder = mkdtempSync(join(tmpdir(), 'scry-rotate-'));
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  replacesTheKey(() => ({ DATA_DIR: folder, DATABASE_URL: server.url }));
});
