import { clientError, type ErrorClass } from './client-error.ts';
import { systemError } from './system-error.ts';

export interface FetchErrorOptions {
  /** Where the connection would have gone. @default '127.0.0.1' */
  readonly host?: string;
  /** @default 80 */
  readonly port?: number;
  /**
   * What happened: the connection was refused, reset, closed by the server or not there in time, the name is unknown, or the headers
   * did not come in time. @default 'refused'
   */
  readonly reason?: 'refused' | 'reset' | 'closed' | 'connectTimeout' | 'headersTimeout' | 'dns';
  /** How long the connection was waited for. @default 10_000 */
  readonly timeoutMs?: number;
  /** The cause itself, in place of a reason. */
  readonly cause?: unknown;
  /** undici's own class of the cause, where `instanceof` matters. */
  readonly from?: ErrorClass;
}

/** A TypeError `fetch failed` whose cause is what `undici.request` rejects with. */
export function fetchError(options: FetchErrorOptions = {}): Error {
  return new TypeError('fetch failed', { cause: 'cause' in options ? options.cause : undiciError(options) });
}

/** What undici rejects with, and what is the cause when fetch does. */
function undiciError(options: FetchErrorOptions): Error {
  const { host = '127.0.0.1', port = 80, reason = 'refused', timeoutMs = 10_000, from } = options;
  const ofUndici = (message: string | undefined, name: string, code: string, fields: object = {}): Error =>
    clientError(message, { classes: [name, 'UndiciError'], from, fields: { name, code, ...fields } });
  switch (reason) {
    case 'refused':
      return systemError('ECONNREFUSED', { syscall: 'connect', address: host, port });
    case 'reset':
      return systemError('ECONNRESET', { syscall: 'read' });
    case 'dns':
      return systemError('ENOTFOUND', { syscall: 'getaddrinfo', hostname: host });
    case 'closed':
      return ofUndici('other side closed', 'SocketError', 'UND_ERR_SOCKET', {
        socket: { remoteAddress: host, remotePort: port },
      });
    case 'headersTimeout':
      // undici sets the message of this one as it sets the other fields, so it is enumerable.
      return ofUndici(undefined, 'HeadersTimeoutError', 'UND_ERR_HEADERS_TIMEOUT', {
        message: 'Headers Timeout Error',
      });
    case 'connectTimeout':
      return ofUndici(
        `Connect Timeout Error (attempted address: ${host}:${port}, timeout: ${timeoutMs}ms)`,
        'ConnectTimeoutError',
        'UND_ERR_CONNECT_TIMEOUT',
      );
  }
}
