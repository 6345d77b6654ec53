import type { AuditEvent } from './audit-event.ts';
import type { Sink } from './sink.ts';

/** What is used of a logger: those of pino have it. */
export interface PinoLike {
  isLevelEnabled(level: string): boolean;
  info(object: object, message: string): void;
  flush?(done: (error?: Error) => void): void;
}

/** Whether the log waits for the logger. */
export interface PinoSinkOptions {
  /** Whether a call of `log` waits for this sink and fails with it. @default false */
  readonly required?: boolean;
}

/**
 * Writes each event through a logger, at the level `info`, as `{ audit: event }` with the action as message. A logger that leaves `audit`
 * as it is (no redaction, no serializer of it) writes the same JSON that was hashed.
 *
 * It is no proof: what a logger has taken may not be on the disk yet. An `append` rejects while the level is switched off,
 * since events would go nowhere in silence.
 *
 * @example
 * const audit = await createAudit({ sinks: [fileSink({ directory: 'audit' }), pinoSink(logger)] });
 */
export function pinoSink(logger: PinoLike, { required = false }: PinoSinkOptions = {}): Sink {
  return {
    name: 'pino',
    required,
    async append(lines) {
      if (!logger.isLevelEnabled('info')) throw new Error('pinoSink: the level of the logger must be info or below');
      for (const line of lines) {
        // The lines are events.
        const audit = JSON.parse(line) as AuditEvent;
        logger.info({ audit }, audit.action);
      }
    },
    flush: () =>
      new Promise((resolve, reject) => {
        if (!logger.flush) return resolve();
        logger.flush((error) => (error ? reject(error) : resolve()));
      }),
    async close() {},
  };
}
