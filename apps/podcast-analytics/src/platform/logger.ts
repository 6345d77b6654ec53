import { type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from '../config.ts';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/** One JSON object a line on the standard error, so that the standard output holds what was asked for and nothing else. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}
