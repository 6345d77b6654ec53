import * as z from 'zod';
import { type EventDefinition, word } from './event-definition.ts';

const client = { ipAddress: z.string().max(64).optional(), userAgent: z.string().max(500).optional() };
const key = z.strictObject({ keyId: word, name: word });

/** Who came in and who was turned away. The audit trail has them too, for longer. */
export const securityEvents = {
  'auth.login.success': {
    level: 'info',
    data: z.strictObject({ userId: word, method: word, sessionId: word.optional(), ...client }),
  },
  'auth.login.failure': {
    level: 'warn',
    data: z.strictObject({ method: word, reason: word, userId: word.optional(), ...client }),
  },
  'auth.mfa.verify.success': { level: 'info', data: z.strictObject({ userId: word, method: word }) },
  'auth.mfa.verify.failure': { level: 'warn', data: z.strictObject({ userId: word, method: word, reason: word }) },
  'api_key.created': { level: 'info', data: key },
  'api_key.revoked': { level: 'info', data: key },
  'permission.denied': {
    level: 'warn',
    data: z.strictObject({ permission: word, code: word, principalId: word.optional() }),
  },
} as const satisfies Readonly<Record<string, EventDefinition>>;
