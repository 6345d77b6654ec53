import { z } from '@hono/zod-openapi';
import { role } from '../users/user-input.ts';

export const mostDays = 3_650;

/** What is asked for, by a form or by a program. */
export const keyInput = z.strictObject({
  name: z.string().max(100),
  role,
  scopes: z.array(z.string().max(100)).min(1).max(200).optional(),
  expiresInDays: z.int().min(1).max(mostDays).optional(),
  tenantId: z.string().max(63).optional(),
});

/** A list comes from a form as one text where one is chosen, and as nothing where none is. */
export const keyForm = keyInput.extend({
  scopes: z.preprocess((given) => (typeof given === 'string' ? [given] : given), keyInput.shape.scopes),
  expiresInDays: z.preprocess((given) => (given === undefined ? given : Number(given)), keyInput.shape.expiresInDays),
});
