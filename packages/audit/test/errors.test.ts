import { describe, expect, test } from 'vitest';
import { AuditDamagedError } from '../src/audit-damaged-error.ts';
import { DeliveryError } from '../src/delivery-error.ts';
import { AuditEventError, AuditLockedError, AuditWriteError } from '../src/index.ts';
import { SinkTimeout } from '../src/sink-feed.ts';
import { isSpoolFullError, SpoolFullError } from '../src/spool-full-error.ts';

const divergence = { kind: 'edited', file: 'f', line: 2, seq: 3, message: 'Event 3 is another.' } as const;
const cause = new Error('EIO');

describe('each error has its name, its code, a sentence, and its data in fields', () => {
  test.each([
    [
      new AuditEventError(['a is b']),
      { name: 'AuditEventError', code: 'SCRY_AUDIT_EVENT', problems: ['a is b'] },
      'The audit event has a problem: a is b.',
    ],
    [
      new AuditEventError([]),
      { name: 'AuditEventError', code: 'SCRY_AUDIT_EVENT', problems: [] },
      'The audit event has 0 problems: .',
    ],
    [
      new AuditWriteError('sink-failed', 'It failed.', { cause }),
      { name: 'AuditWriteError', code: 'SCRY_AUDIT_WRITE', reason: 'sink-failed', cause },
      'It failed.',
    ],
    [
      new AuditLockedError('/var/audit', 7, 'here'),
      { name: 'AuditLockedError', code: 'SCRY_AUDIT_LOCKED', directory: '/var/audit', pid: 7, host: 'here' },
      'The audit log in /var/audit is being written by process 7 on here. If that one is gone for good, delete /var/audit/lock.',
    ],
    [
      new AuditDamagedError('/var/audit', divergence),
      { name: 'AuditDamagedError', code: 'SCRY_AUDIT_DAMAGED', directory: '/var/audit', divergence },
      'The audit log in /var/audit is damaged: Event 3 is another. Keep the directory as evidence, and begin a log in another.',
    ],
    [
      new SpoolFullError('/var/spool', 5, 10),
      { name: 'SpoolFullError', code: 'SCRY_SPOOL_FULL', directory: '/var/spool', bytes: 5, maxBytes: 10 },
      'The spool /var/spool holds 5 of 10 bytes: there is no room for more until the server takes some.',
    ],
    [
      new DeliveryError('Not taken.', { status: 503, retryAfterMs: 7, cause }),
      { name: 'DeliveryError', code: 'SCRY_DELIVERY', status: 503, retryAfterMs: 7, cause },
      'Not taken.',
    ],
    [
      new DeliveryError('Not taken.'),
      { name: 'DeliveryError', code: 'SCRY_DELIVERY', status: undefined, retryAfterMs: undefined, cause: undefined },
      'Not taken.',
    ],
    [new SinkTimeout('a "b"', 7), { name: 'SinkTimeout' }, 'The sink "a \\"b\\"" took longer than 7 ms.'],
  ])('%s', (error, fields, message) => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject(fields);
    expect(error.message).toBe(message);
  });

  test('a spool that is full is known by its code', () => {
    expect(isSpoolFullError({ code: 'SCRY_SPOOL_FULL' })).toBe(true);
    expect(isSpoolFullError(new DeliveryError('x'))).toBe(false);
    expect(isSpoolFullError(undefined)).toBe(false);
  });
});
