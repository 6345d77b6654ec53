import type { Context } from 'hono';
import type * as z from 'zod';
import { invalid } from './request-error.ts';

/** A form that fits the schema. A field that is left empty is an absent one. @throws RequestError with every problem */
export async function readForm<S extends z.ZodType>(context: Context, schema: S): Promise<z.output<S>> {
  const given = Object.entries(await context.req.parseBody({ all: true })).filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'form'}: ${message}`).join('; '));
}
