import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

function problemsOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return 'none';
}

const secret = 'a secret of thirty-two characters';
const oldSecret = 'the secret that was there before it';

describe('the environment', () => {
  test('needs to hold nothing: data in the program folder, on loopback, any free port', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ databaseUrl: undefined, host: '127.0.0.1', port: undefined, logLevel: 'warn' });
    expect(config.dataDir).toMatch(/podcast-analytics\/data$/);
  });

  test('is read by name, and an empty value is an absent one', () => {
    const { providers, backups, ...config } = readConfig({
      PORT: '0',
      LOG_LEVEL: '',
      DATABASE_URL: 'postgresql://u@h/db',
      DATA_DIR: '/somewhere',
      REDIS_URL: 'redis://h:6379',
      KAFKA_BROKERS: 'a:9092, b:9092',
      SPOOL_MAX_BYTES: '5000000',
      TRUST_PROXY: '2',
      RATE_LIMIT_STRATEGY: 'ip',
      ENABLE_AI_INSIGHTS: 'true',
      ENABLE_NEW_DASHBOARD: '',
      SECRET_KEY: secret,
      SECRET_KEY_PREVIOUS: oldSecret,
      STRIPE_API_KEY: 'sk_test',
      STRIPE_URL: 'http://127.0.0.1:4000/',
      STRIPE_WEBHOOK_SECRET: 'whsec_1, whsec_2',
      OPENAI_API_KEY: 'off',
    });
    expect(providers).toMatchObject({
      stripe: { apiKey: 'sk_test', url: 'http://127.0.0.1:4000', isOff: false },
      stripeWebhookSecrets: ['whsec_1', 'whsec_2'],
      sendgrid: { apiKey: undefined, isOff: false },
      openai: { apiKey: undefined, isOff: true },
    });
    expect(backups).toMatchObject({ folder: '/somewhere/backups' });
    expect(config).toEqual({
      isProduction: false,
      resilience: true,
      secretKeys: [secret, oldSecret],
      databaseUrl: 'postgresql://u@h/db',
      dataDir: '/somewhere',
      redisUrl: 'redis://h:6379',
      kafkaBrokers: ['a:9092', 'b:9092'],
      spoolMaxBytes: 5_000_000,
      shutdownDelayMs: 0,
      trustProxy: 2,
      rateLimit: { limitBy: ['ip'] },
      flagEnvironment: { ENABLE_AI_INSIGHTS: 'true' },
      host: '127.0.0.1',
      port: 0,
      logLevel: 'warn',
    });
  });

  test('is refused with every problem at once, each with what was expected and what came', () => {
    const message = problemsOf({ PORT: '70000', LOG_LEVEL: 'loud', RATE_LIMIT_ENABLED: 'perhaps' });
    expect(message).toContain('3 problem(s)');
    expect(message).toContain('RATE_LIMIT_ENABLED must be true or false, got "perhaps"');
    expect(message).toContain('PORT: expected a port number from 0 to 65535, got "70000"');
    expect(message).toMatch(/LOG_LEVEL: expected one of silent.*, got "loud"/);
  });

  test.each(['80.5', '-1', '0x50', ' 80'])('does not take %j for a port', (port) => {
    expect(problemsOf({ PORT: port })).toContain(`got "${port}"`);
  });

  test('does not print the password of a connection string that is wrong', () => {
    const message = problemsOf({ DATABASE_URL: 'mysql://admin:geheim@host/db' });
    expect(message).toContain('DATABASE_URL: expected postgres://');
    expect(message).toContain('mysql://');
    expect(message).not.toContain('geheim');
  });
});

describe('a secret', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'scry-secrets-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (content: string) => {
    const path = join(folder, randomUUID());
    writeFileSync(path, content);
    return path;
  };

  test('may stand in a file, whose last line end is not part of it', () => {
    const config = readConfig({ SECRET_KEY_FILE: fileOf(`${secret}\n`), STRIPE_API_KEY_FILE: fileOf('sk_test') });
    expect(config.secretKeys).toEqual([secret]);
    expect(config.providers.stripe.apiKey).toBe('sk_test');
  });

  test('is refused where the file is not there, is empty, or another one is stated beside it', () => {
    const message = problemsOf({
      SECRET_KEY_FILE: join(folder, 'absent'),
      STRIPE_API_KEY_FILE: fileOf('\n'),
      SENDGRID_API_KEY_FILE: fileOf('SG.file'),
      SENDGRID_API_KEY: 'SG.value',
    });
    expect(message).toContain('3 problem(s)');
    expect(message).toContain(`SECRET_KEY_FILE: expected a file with the secret, got ${join(folder, 'absent')}`);
    expect(message).toContain('STRIPE_API_KEY_FILE: expected a file with the secret, got an empty one');
    expect(message).toContain('got both SENDGRID_API_KEY and SENDGRID_API_KEY_FILE');
    expect(message).not.toMatch(/SG\./);
  });

  test('that is too short is refused without being told', () => {
    const message = problemsOf({ SECRET_KEY: 'geheim' });
    expect(message).toContain('SECRET_KEY: expected at least 32 random characters, got 6');
    expect(message).not.toContain('geheim');
  });
});

describe.each(['NODE_ENV', 'ENVIRONMENT'])('in production, by %s', (name) => {
  const off = { SENDGRID_API_KEY: 'off', OPENAI_API_KEY: 'off', PAGERDUTY_ROUTING_KEY: 'off' };
  const production = { [name]: 'production' };

  test('every secret that is missing is named at once, and none has a default', () => {
    const message = problemsOf(production);
    for (const missing of [
      'SECRET_KEY',
      'STRIPE_API_KEY',
      'SENDGRID_API_KEY',
      'OPENAI_API_KEY',
      'PAGERDUTY_ROUTING_KEY',
    ]) {
      expect(message).toContain(`${missing}: expected`);
    }
    expect(message).toContain('5 problem(s)');
  });

  test('who takes payments needs the secret of the webhook as well', () => {
    const paid = { ...production, ...off, SECRET_KEY: secret, STRIPE_API_KEY: 'sk_live' };
    expect(problemsOf(paid)).toContain('STRIPE_WEBHOOK_SECRET: expected the secret of the webhook, got none');
    expect(problemsOf({ ...paid, STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toBe('none');
    // Anybody can sign with a secret that is empty.
    for (const secrets of ['whsec_1,', ',', 'whsec_1, ,whsec_2']) {
      expect(problemsOf({ ...paid, STRIPE_WEBHOOK_SECRET: secrets })).toContain(
        'STRIPE_WEBHOOK_SECRET: expected secrets apart by commas, got an empty one among them',
      );
    }
  });

  test('resilience cannot be switched off', () => {
    const whole = { ...production, ...off, SECRET_KEY: secret, STRIPE_API_KEY: 'off' };
    expect(problemsOf({ ...whole, RESILIENCE: 'off' })).toContain('RESILIENCE: expected on in production, got "off"');
    expect(problemsOf({ ...whole, RESILIENCE: 'on' })).toBe('none');
  });

  test('a provider that is said to be off needs no key', () => {
    const config = readConfig({ ...production, ...off, SECRET_KEY: secret, STRIPE_API_KEY: 'off' });
    expect(config.isProduction).toBe(true);
    expect(config.providers.stripe).toMatchObject({ isOff: true, apiKey: undefined });
  });
});
