import { clientError, type ErrorClass } from './client-error.ts';

export interface RedisErrorOptions {
  /**
   * What happened, in the words of ioredis (`closed`, `maxRetries`, `commandTimeout`, `connectTimeout`) or of node-redis
   * (`clientClosed`, `socketClosed`, `connectionTimeout`). @default 'closed'
   */
  readonly reason?:
    | 'closed'
    | 'maxRetries'
    | 'commandTimeout'
    | 'connectTimeout'
    | 'clientClosed'
    | 'socketClosed'
    | 'connectionTimeout';
  /** What ioredis gives up after. @default 20 */
  readonly maxRetriesPerRequest?: number;
  /** The client's own class, where `instanceof` matters. */
  readonly from?: ErrorClass;
}

export function redisError({ reason = 'closed', maxRetriesPerRequest = 20, from }: RedisErrorOptions = {}): Error {
  switch (reason) {
    case 'closed':
      return new Error('Connection is closed.');
    case 'commandTimeout':
      return new Error('Command timed out');
    case 'connectTimeout':
      return ioredisConnectTimeout();
    case 'maxRetries':
      return clientError(
        `Reached the max retries per request limit (which is ${maxRetriesPerRequest}). Refer to "maxRetriesPerRequest" option for details.`,
        { classes: ['MaxRetriesPerRequestError', 'AbortError', 'RedisError'], from, name: 'MaxRetriesPerRequestError' },
      );
    case 'clientClosed':
      return clientError('The client is closed', { classes: ['ClientClosedError'], from });
    case 'socketClosed':
      return clientError('Socket closed unexpectedly', { classes: ['SocketClosedUnexpectedlyError'], from });
    case 'connectionTimeout':
      return clientError('Connection timeout', { classes: ['ConnectionTimeoutError'], from });
  }
}

/** ioredis names the code a second time, misspelt, and has no number. */
function ioredisConnectTimeout(): Error {
  const { message, ...fields } = {
    message: 'connect ETIMEDOUT',
    errorno: 'ETIMEDOUT',
    code: 'ETIMEDOUT',
    syscall: 'connect',
  };
  return Object.assign(new Error(message), fields);
}
