import { resolve } from 'node:path';
import { optionsFromEnv } from '@scry/ratelimit';
import * as z from 'zod';
import { type BackupSettings, readBackupSettings } from './features/backups/backup-settings.ts';
import {
  type ProvidersSettings,
  providerEnvironment,
  providerKeys,
  providerSettings,
} from './providers/provider-settings.ts';
import { withSecretFiles } from './secrets.ts';

/** The defaults need nothing installed. */
export interface Config {
  /** It serves real people: nothing is made up that they would have to rely on, and no error tells of the inside. */
  readonly isProduction: boolean;
  /** The first seals, all of them open, see `platform/keys/sealer.ts`. Undefined where it is made up in `dataDir`. */
  readonly secretKeys: readonly [string, ...string[]] | undefined;
  readonly providers: ProvidersSettings;
  /** A PostgreSQL server; without it the data is in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** A Redis server, for what several processes share; without it each has its own. */
  readonly redisUrl: string | undefined;
  /** `host:port` of Kafka's brokers, which then carry the events; without any they stay in this process. */
  readonly kafkaBrokers: readonly string[];
  /** What the spool of hits may hold while the database is away. */
  readonly spoolMaxBytes: number;
  /** How many proxies in front of it tell the client's address in X-Forwarded-For, and TLS in X-Forwarded-Proto. */
  readonly trustProxy: number;
  readonly rateLimit: ReturnType<typeof optionsFromEnv>;
  /** What of the environment may decide flags, see `src/scry/flags.ts`. */
  readonly flagEnvironment: Readonly<Record<string, string>>;
  readonly backups: BackupSettings;
  /** Off only to see what it is good for: no retries, breakers, limits, timeouts, spool and last known numbers. */
  readonly resilience: boolean;
  readonly host: string;
  /** Where none is given, the next free one from 3000 on is taken. */
  readonly port: number | undefined;
  /** How long requests are still taken after the signal to stop, until whoever balances the load has heard of it. */
  readonly shutdownDelayMs: number;
  readonly logLevel: LogLevel;
}

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Holds every problem of the environment. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Beside the program, so that it is the same one wherever the program is called. */
const defaultDataDir = resolve(import.meta.dirname, '../data');

/** As long as `openssl rand -base64 32` prints, or longer. */
const secretKey = z.string().refine((text) => text.length >= 32, {
  error: ({ input }) => `expected at least 32 random characters, got ${String(input).length}`,
});

const environment = providerEnvironment.extend({
  NODE_ENV: z.string().optional(),
  ENVIRONMENT: z.string().optional(),
  SECRET_KEY: secretKey.optional(),
  SECRET_KEY_PREVIOUS: secretKey.optional(),
  DATABASE_URL: z
    .string()
    .refine((text) => URL.canParse(text) && /^postgres(ql)?:\/\//.test(text), {
      error: ({ input }) =>
        `expected postgres://user:password@host:port/database, got ${withoutSecrets(String(input))}`,
    })
    .optional(),
  DATA_DIR: z.string().default(defaultDataDir),
  REDIS_URL: z
    .string()
    .refine((text) => URL.canParse(text) && /^rediss?:\/\//.test(text), {
      error: ({ input }) => `expected redis://host:port, got ${withoutSecrets(String(input))}`,
    })
    .optional(),
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .refine((brokers) => brokers.every((broker) => /^[^\s:/@]+:\d{1,5}$/.test(broker)), {
      error: 'expected host:port, several of them apart by commas',
    })
    .default([]),
  SPOOL_MAX_BYTES: z
    .string()
    .refine((text) => /^[1-9]\d{6,14}$/.test(text), {
      error: ({ input }) => `expected a number of bytes from 1000000 on, got "${input}"`,
    })
    .transform(Number)
    .default(2 ** 30),
  TRUST_PROXY: z
    .string()
    .refine((text) => /^\d$/.test(text), {
      error: ({ input }) => `expected how many proxies stand in front, 0 to 9, got "${input}"`,
    })
    .transform(Number)
    .default(0),
  RESILIENCE: z.enum(['on', 'off'], { error: ({ input }) => `expected on or off, got "${input}"` }).default('on'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
      error: ({ input }) => `expected a port number from 0 to 65535, got "${input}"`,
    })
    .transform(Number)
    .optional(),
  SHUTDOWN_DELAY_SECONDS: z
    .string()
    .refine((text) => /^\d{1,2}$/.test(text), { error: ({ input }) => `expected 0 to 99 seconds, got "${input}"` })
    .transform(Number)
    .default(0),
  LOG_LEVEL: z
    .enum(logLevels, { error: ({ input }) => `expected one of ${logLevels.join(', ')}, got "${input}"` })
    .default('warn'),
});

/** Reads the configuration. Names in `env` that are not ours are left alone; an empty value is an absent one. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const stated = Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const given = withSecretFiles(Object.fromEntries(stated), problems);
  const parsed = environment.safeParse(given);
  if (!parsed.success)
    problems.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const rateLimit = readPart(() => optionsFromEnv(given), problems);
  const backups = readPart(() => readBackupSettings(given, resolve(given['DATA_DIR'] ?? defaultDataDir)), problems);
  const isProduction = [given['NODE_ENV'], given['ENVIRONMENT']].includes('production');
  if (isProduction) problems.push(...missingSecrets(given));
  if (isProduction && given['RESILIENCE'] === 'off') problems.push('RESILIENCE: expected on in production, got "off"');
  if (!parsed.success || !rateLimit || !backups || problems.length > 0) {
    throw new ConfigError(`The environment has ${problems.length} problem(s): ${problems.join('; ')}`);
  }
  const {
    SECRET_KEY,
    SECRET_KEY_PREVIOUS,
    DATABASE_URL,
    DATA_DIR,
    REDIS_URL,
    KAFKA_BROKERS,
    SPOOL_MAX_BYTES,
    TRUST_PROXY,
    RESILIENCE,
    HOST,
    PORT,
    LOG_LEVEL,
    SHUTDOWN_DELAY_SECONDS,
  } = parsed.data;
  const previous = SECRET_KEY_PREVIOUS === undefined ? [] : [SECRET_KEY_PREVIOUS];
  return {
    isProduction,
    secretKeys: SECRET_KEY === undefined ? undefined : [SECRET_KEY, ...previous],
    providers: providerSettings(parsed.data),
    databaseUrl: DATABASE_URL,
    dataDir: resolve(DATA_DIR),
    redisUrl: REDIS_URL,
    kafkaBrokers: KAFKA_BROKERS,
    spoolMaxBytes: SPOOL_MAX_BYTES,
    trustProxy: TRUST_PROXY,
    rateLimit,
    flagEnvironment: Object.fromEntries(Object.entries(given).filter(([name]) => /^(?:ENABLE|FLAG)_/.test(name))),
    backups,
    resilience: RESILIENCE === 'on',
    host: HOST,
    port: PORT,
    shutdownDelayMs: SHUTDOWN_DELAY_SECONDS * 1000,
    logLevel: LOG_LEVEL,
  };
}

/** Nothing stands in for these in production: whoever does without a provider says so. */
function missingSecrets(given: Readonly<Record<string, string>>): string[] {
  const missing = Object.values(providerKeys).filter((name) => given[name] === undefined);
  const problems = missing.map(
    (name) => `${name}: expected a key, or "off" where it is not used; production has no sandbox`,
  );
  if (given['SECRET_KEY'] === undefined)
    problems.unshift('SECRET_KEY: expected at least 32 random characters, got none');
  const paid = given['STRIPE_API_KEY'] !== undefined && given['STRIPE_API_KEY'] !== 'off';
  if (paid && given['STRIPE_WEBHOOK_SECRET'] === undefined) {
    problems.push('STRIPE_WEBHOOK_SECRET: expected the secret of the webhook, got none');
  }
  return problems;
}

/** What others read of the environment, whose errors are ours to collect. */
function readPart<T>(read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** A mistyped connection string still has its password in it. */
function withoutSecrets(url: string): string {
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(url) ?? [];
  return scheme === undefined ? 'a value without a scheme' : `a value that begins with ${scheme}`;
}
