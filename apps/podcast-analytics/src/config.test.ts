import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

function problemsOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return 'none';
}

describe('the environment', () => {
  test('needs to hold nothing: data in the program folder, on loopback, any free port', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ databaseUrl: undefined, host: '127.0.0.1', port: undefined, logLevel: 'warn' });
    expect(config.dataDir).toMatch(/podcast-analytics\/data$/);
  });

  test('is read by name, and an empty value is an absent one', () => {
    const config = readConfig({
      PORT: '0',
      LOG_LEVEL: '',
      DATABASE_URL: 'postgresql://u@h/db',
      DATA_DIR: '/somewhere',
      REDIS_URL: 'redis://h:6379',
      TRUST_PROXY: '2',
      RATE_LIMIT_STRATEGY: 'ip',
      ENABLE_AI_INSIGHTS: 'true',
      ENABLE_NEW_DASHBOARD: '',
    });
    expect(config).toEqual({
      databaseUrl: 'postgresql://u@h/db',
      dataDir: '/somewhere',
      redisUrl: 'redis://h:6379',
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
