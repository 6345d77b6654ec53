import * as z from 'zod';

export interface EventDefinition {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** What an event of the type tells. Strict and bounded: it is logged, kept, and sent to others. */
  readonly data: z.ZodObject;
}

/** Ids, names and codes. */
export const word = z.string().min(1).max(200);
/** Words for people, such as the reason of a failure. */
export const sentence = z.string().max(1_000);
export const milliseconds = z.number().nonnegative();
/** In the smallest unit of its currency. */
export const minorUnits = z.int();
export const currency = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as EUR');
