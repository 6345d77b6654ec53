import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from '../config.ts';
import { loggerRedaction } from '../scry/redact.ts';
import { contextFields } from './context/request-context.ts';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * One JSON object a line, without secrets, that says on whose behalf it was written. On the standard error, so that the standard output holds what was asked for and
 * nothing else.
 */
export function createLogger(
  level: LogLevel,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  const options = {
    level,
    base: null,
    mixin: contextFields,
    timestamp: pino.stdTimeFunctions.isoTime,
    ...loggerRedaction,
  };
  return pino(options, destination);
}
