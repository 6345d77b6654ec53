import { z } from '@hono/zod-openapi';
import { roles } from '../account.ts';

const tenant = z.string().max(63);
export const role = z.enum(roles, {
  error: ({ input }) => `expected one of ${roles.join(', ')}, got "${input ?? ''}"`,
});

/** What is asked for, by a form or by a program. */
export const invitationInput = z.strictObject({ email: z.string().max(320), role, tenantId: tenant.optional() });
export const userChange = z
  .strictObject({ role: role.optional(), isDisabled: z.boolean().optional() })
  .refine(({ role: newRole, isDisabled }) => newRole !== undefined || isDisabled !== undefined, {
    error: 'expected a role or isDisabled, got neither',
  });
