import { clientError, type ErrorClass } from './client-error.ts';
import { systemError } from './system-error.ts';

export interface KafkaErrorOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 9092 */
  readonly port?: number;
  /** What happened to the connection: refused, reset, closed by the broker, not there in time, or its name unknown. @default 'refused' */
  readonly reason?: 'refused' | 'reset' | 'closed' | 'connectTimeout' | 'dns';
  /** kafkajs's own class, where `instanceof` matters. */
  readonly from?: ErrorClass;
}

/** A `KafkaJSConnectionError`: what kafkajs retries on, and what is the cause when it has given up. */
export function kafkaError({
  host = '127.0.0.1',
  port = 9092,
  reason = 'refused',
  from,
}: KafkaErrorOptions = {}): Error {
  const broker = `${host}:${port}`;
  const connectionError = (message: string, code?: string): Error =>
    clientError(message, {
      classes: ['KafkaJSConnectionError', 'KafkaJSError'],
      from,
      fields: { name: 'KafkaJSConnectionError', retriable: true, helpUrl: undefined, broker, code },
    });
  const failed = (cause: Error & { readonly code?: string }): Error =>
    connectionError(`Connection error: ${cause.message}`, cause.code);
  switch (reason) {
    case 'refused':
      return failed(systemError('ECONNREFUSED', { syscall: 'connect', address: host, port }));
    case 'reset':
      return failed(systemError('ECONNRESET', { syscall: 'read' }));
    case 'dns':
      return failed(systemError('ENOTFOUND', { syscall: 'getaddrinfo', hostname: host }));
    case 'connectTimeout':
      return connectionError('Connection timeout');
    case 'closed':
      return clientError('Closed connection', {
        classes: ['KafkaJSConnectionClosedError', 'KafkaJSConnectionError', 'KafkaJSError'],
        from,
        fields: {
          ...{ name: 'KafkaJSConnectionClosedError', retriable: true, helpUrl: undefined },
          ...{ broker, code: undefined, host, port },
        },
      });
  }
}
