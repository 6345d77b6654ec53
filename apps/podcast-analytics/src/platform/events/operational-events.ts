import * as z from 'zod';
import { type EventDefinition, milliseconds, sentence, word } from './event-definition.ts';

const job = { job: word, jobId: word, attempt: z.int().positive() };
const backup = { file: word };

/** How the platform itself is doing. */
export const operationalEvents = {
  'external_api.call': {
    level: 'info',
    data: z.strictObject({
      provider: word,
      /** The path with the names of its parameters, never with their values. */
      endpoint: word,
      method: word,
      /** Absent where no answer came. */
      statusCode: z.int().optional(),
      latencyMs: milliseconds,
      error: sentence.optional(),
    }),
  },
  'database.query.slow': {
    level: 'warn',
    // Without its parameters, which are the data of tenants.
    data: z.strictObject({ statement: sentence, durationMs: milliseconds }),
  },
  'background_job.started': { level: 'debug', data: z.strictObject(job) },
  'background_job.completed': { level: 'info', data: z.strictObject({ ...job, durationMs: milliseconds }) },
  'background_job.failed': {
    level: 'error',
    data: z.strictObject({ ...job, durationMs: milliseconds, error: sentence, willRetry: z.boolean() }),
  },
  'backup.created': {
    level: 'info',
    data: z.strictObject({ ...backup, bytes: z.int().nonnegative(), durationMs: milliseconds }),
  },
  'backup.verified': { level: 'info', data: z.strictObject({ ...backup, durationMs: milliseconds }) },
  'backup.failed': { level: 'error', data: z.strictObject({ step: word, error: sentence }) },
} as const satisfies Readonly<Record<string, EventDefinition>>;
