import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  type AuditEvent,
  createAudit,
  defineActions,
  type EventInput,
  memorySink,
  type Receipt,
} from '../src/index.ts';

const actor = { type: 'user', id: 'u1' } as const;

test('an event has the details that its action asks for, by either spelling', () => {
  expectTypeOf({ action: 'data.read', actor, details: { records: 1 } } as const).toExtend<EventInput>();
  expectTypeOf({ action: 'DATA_READ', actor, details: { records: 1, more: 'x' } } as const).toExtend<EventInput>();
  expectTypeOf({ action: 'auth.logout' } as const).toExtend<EventInput>();
  expectTypeOf({ action: 'database.query.slow', details: { durationMs: 1 } } as const).toExtend<EventInput>();
  expectTypeOf({ action: 'database.query.slow' } as const).not.toExtend<EventInput>();
  expectTypeOf({ action: 'data.read', details: { records: 'many' } } as const).not.toExtend<EventInput>();
  expectTypeOf({ action: 'data.reed' } as const).not.toExtend<EventInput>();
});

test('actions of the application are known to the audit log that has them', async () => {
  const catalogue = defineActions({ 'campaign.archived': { details: z.object({ why: z.string() }) }, 'page.seen': {} });
  const audit = await createAudit({ sinks: [memorySink()], catalogue });
  type Input = Parameters<typeof audit.log>[0];
  expectTypeOf({ action: 'campaign.archived', details: { why: 'over' } } as const).toExtend<Input>();
  expectTypeOf({ action: 'campaign.archived' } as const).not.toExtend<Input>();
  expectTypeOf({ action: 'page.seen' } as const).toExtend<Input>();
  expectTypeOf({ action: 'data.read' } as const).toExtend<Input>();
  expectTypeOf(audit.log).returns.resolves.toEqualTypeOf<Receipt>();
});

test('results flow through', async () => {
  const audit = await createAudit({ sinks: [memorySink()] });
  expectTypeOf(audit.audited({ action: 'data.read' }, async () => 7)).resolves.toEqualTypeOf<number>();
  expectTypeOf(audit.runWith({}, () => 'x')).toEqualTypeOf<string>();
  expectTypeOf(audit.query({})).toEqualTypeOf<AsyncIterable<AuditEvent>>();
});
