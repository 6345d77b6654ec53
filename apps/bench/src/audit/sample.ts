// What is logged: an event of about 500 bytes as a line, with nothing in it that has to be redacted.
import type { EventInput } from '../../../../packages/audit/src/index.ts';

export function sample(index: number): EventInput {
  return {
    action: 'data.read',
    actor: { type: 'user', id: `user-${index % 1_000}`, tenantId: 'acme' },
    resource: { type: 'campaign', id: `campaign-${index % 50}`, tenantId: 'acme' },
    correlationId: 'f3b1c6d2a9e84c5b',
    clientIp: '192.0.2.17',
    details: { records: 25, fields: ['name', 'budget', 'status'] },
  };
}
