import type { DestinationStream } from 'pino';
import { Registry } from 'prom-client';
import type { LogLevel } from '../config.ts';
import { createLogger, type Logger } from './logger.ts';

/** What everything tells of itself to: lines for people, numbers for machines. */
export interface Telemetry {
  readonly logger: Logger;
  /** What `/metrics` shows. Labels are names of ours, never what was asked for: each value of one is kept for good. */
  readonly metrics: Registry;
}

export function createTelemetry(level: LogLevel, destination?: DestinationStream): Telemetry {
  return { logger: createLogger(level, destination), metrics: new Registry() };
}

/** One observer of several. */
export function each<Event>(...observers: readonly ((event: Event) => void)[]): (event: Event) => void {
  return function tellEach(event) {
    for (const observer of observers) observer(event);
  };
}
