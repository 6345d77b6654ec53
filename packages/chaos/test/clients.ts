import { once } from 'node:events';
import http from 'node:http';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { createClient } from 'redis';
import { Agent, request } from 'undici';

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** How long clients wait for servers that never answer, in milliseconds; a loaded machine must not look like one. */
export const impatience = 1_000;

/** What a bare socket fails with. */
export async function netError(target: Target): Promise<unknown> {
  const socket = connect(target);
  socket.write('hello');
  const [error] = await once(socket, 'error');
  return error;
}

/** The status that node:http is answered with. */
export function httpGet(target: Target): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    http
      .get({ ...target, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });
}

export function fetchOnce({ host, port }: Target): Promise<Response> {
  return fetch(`http://${host}:${port}/`, { headers: { connection: 'close' } });
}

/** An agent of its own, which does not wait long. */
export async function undiciGet({ host, port }: Target): Promise<number> {
  const dispatcher = new Agent({ connect: { timeout: impatience }, headersTimeout: impatience });
  try {
    const { statusCode, body } = await request(`http://${host}:${port}/`, { dispatcher });
    await body.dump();
    return statusCode;
  } finally {
    await dispatcher.destroy();
  }
}

export async function pgSelect({ host, port }: Target): Promise<unknown> {
  const client = new pg.Client({ host, port, user: 'scry', database: 'postgres', connectionTimeoutMillis: impatience });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query('select 1 as one')).rows[0].one;
  } finally {
    client.end().catch(() => {});
  }
}

export function ioredisOf({ host, port }: Target, options: object = {}): Redis {
  const client = new Redis({
    ...{ host, port, lazyConnect: true, connectTimeout: impatience, retryStrategy: () => null, ...options },
  });
  return client.on('error', () => {});
}

/** ioredis tells why it did not connect only as an event. */
export async function ioredisPing(target: Target): Promise<unknown> {
  const client = ioredisOf(target);
  let reason: unknown;
  client.on('error', (error) => {
    reason = error;
  });
  try {
    await client.connect();
    return await client.ping();
  } catch (error) {
    throw reason ?? error;
  } finally {
    client.disconnect();
  }
}

export function nodeRedisOf({ host, port }: Target, connectTimeout = impatience) {
  const client = createClient({ socket: { host, port, connectTimeout, reconnectStrategy: false } });
  return client.on('error', () => {});
}

export async function nodeRedisPing(target: Target): Promise<unknown> {
  const client = nodeRedisOf(target);
  try {
    await client.connect();
    return await client.ping();
  } finally {
    if (client.isOpen) client.destroy();
  }
}

function kafkaOf({ host, port }: Target): Kafka {
  return new Kafka({
    ...{ clientId: 'test', brokers: [`${host}:${port}`], logLevel: logLevel.NOTHING, retry: { retries: 0 } },
    ...{ connectionTimeout: impatience, requestTimeout: 2_000 },
  });
}

export async function kafkaSend(target: Target, value = 'x'): Promise<unknown> {
  const producer = kafkaOf(target).producer({ retry: { retries: 0 } });
  try {
    await producer.connect();
    const [sent] = await producer.send({ topic: 'test', messages: [{ value }] });
    return sent?.errorCode;
  } catch (error) {
    // When it has given up, kafkajs wraps what it would have retried on.
    throw error instanceof Error && error.name === 'KafkaJSNumberOfRetriesExceeded' ? error.cause : error;
  } finally {
    await producer.disconnect();
  }
}
