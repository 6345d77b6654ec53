import type { z } from '@hono/zod-openapi';

/** A response of the API, for its description. */
export const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});
