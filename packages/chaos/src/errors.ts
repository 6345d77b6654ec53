import { type FetchErrorOptions, fetchError } from './fetch-error.ts';
import { type KafkaErrorOptions, kafkaError } from './kafka-error.ts';
import { type PostgresErrorOptions, postgresError } from './postgres-error.ts';
import { type RedisErrorOptions, redisError } from './redis-error.ts';
import { systemError } from './system-error.ts';

/** Where a connection would have gone. */
export interface Endpoint {
  /** @default '127.0.0.1' */
  readonly host?: string;
  readonly port?: number;
}

export interface RefusedOptions extends Endpoint {
  /** What the host's name stands for. With more than one, each is tried, and the error is an AggregateError. */
  readonly addresses?: readonly string[];
}

export interface DnsOptions {
  /** @default 'localhost' */
  readonly host?: string;
  /** @default 'ENOTFOUND' */
  readonly code?: 'ENOTFOUND' | 'EAI_AGAIN';
}

function refused({ host = '127.0.0.1', port, addresses = [host] }: RefusedOptions = {}): Error {
  const each = addresses.map((address) => systemError('ECONNREFUSED', { syscall: 'connect', address, port }));
  const [only] = each;
  if (only && each.length === 1) return only;
  return Object.assign(new AggregateError(each), { code: 'ECONNREFUSED' });
}

function reset(): Error {
  return systemError('ECONNRESET', { syscall: 'read' });
}

function timedOut({ host = '127.0.0.1', port }: Endpoint = {}): Error {
  return systemError('ETIMEDOUT', { syscall: 'connect', address: host, port });
}

function dns({ host = 'localhost', code = 'ENOTFOUND' }: DnsOptions = {}): Error {
  return systemError(code, { syscall: 'getaddrinfo', hostname: host });
}

function brokenPipe(): Error {
  return systemError('EPIPE', { syscall: 'write' });
}

/**
 * Errors as the real clients give them: the same class name, message, fields and causes, compared with those of live servers that
 * were stopped, killed, frozen or absent.
 *
 * - Node: `refused`, `reset`, `timedOut`, `dns`, `brokenPipe`
 * - pg: `postgresTerminated({ reason })`
 * - ioredis and node-redis: `redisConnection({ reason })`
 * - kafkajs: `kafkaConnection({ reason })`
 * - fetch: `fetchFailed({ reason })`
 *
 * @example
 * const scenario = { name: 'no-db', points: 'db.*', fault: fault.error(() => errors.refused({ port: 5432 })) };
 */
export const errors: {
  readonly refused: (options?: RefusedOptions) => Error;
  readonly reset: () => Error;
  readonly timedOut: (options?: Endpoint) => Error;
  readonly dns: (options?: DnsOptions) => Error;
  readonly brokenPipe: () => Error;
  readonly postgresTerminated: (options?: PostgresErrorOptions) => Error;
  readonly redisConnection: (options?: RedisErrorOptions) => Error;
  readonly kafkaConnection: (options?: KafkaErrorOptions) => Error;
  readonly fetchFailed: (options?: FetchErrorOptions) => Error;
} = {
  refused,
  reset,
  timedOut,
  dns,
  brokenPipe,
  postgresTerminated: postgresError,
  redisConnection: redisError,
  kafkaConnection: kafkaError,
  fetchFailed: fetchError,
};

/** The name of one of `errors`. */
export type ErrorName = keyof typeof errors;
