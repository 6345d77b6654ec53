import { describe, expect, test } from 'vitest';
import { actions, toOcsf } from '../src/index.ts';
import { fullEvent, sampleEvent } from './sample-events.ts';

// Of schema.ocsf.io, version 1.8.0: the attributes that a class requires, those it may have beside those of every event, and its activities.
const ofEvery = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid'];
const optional = ['activity_name', 'class_name', 'message', 'status', 'status_detail', 'status_id', 'unmapped'];
const classes: Record<number, { required: string[]; optional: string[]; activities: number[] }> = {
  3002: {
    required: ['user', 'service'],
    optional: ['actor', 'http_request', 'is_mfa', 'session', 'src_endpoint'],
    activities: [1, 2, 3, 4, 5, 6, 7, 99],
  },
  3004: {
    required: ['entity'],
    optional: ['actor', 'http_request', 'src_endpoint'],
    activities: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99],
  },
  6002: { required: ['app'], optional: ['actor'], activities: [1, 2, 3, 4, 5, 6, 7, 8, 99] },
  6003: {
    required: ['actor', 'api', 'src_endpoint'],
    optional: ['http_request', 'resources', 'trace'],
    activities: [1, 2, 3, 4, 99],
  },
};

describe('toOcsf', () => {
  test.each(Object.keys(actions).flatMap((action) => [{ ...fullEvent, action }, sampleEvent({ action })]))(
    'has what the class of $action requires, and nothing that it does not know',
    (event) => {
      const ocsf = toOcsf(event);
      const known = classes[ocsf.class_uid];
      expect(Object.keys(ocsf)).toEqual(
        expect.arrayContaining([...ofEvery, ...(known?.required ?? ['a known class'])]),
      );
      expect([...ofEvery, ...optional, ...(known?.required ?? []), ...(known?.optional ?? [])]).toEqual(
        expect.arrayContaining(Object.keys(ocsf)),
      );
      expect(known?.activities).toContain(ocsf.activity_id);
      expect(ocsf.type_uid).toBe(ocsf.class_uid * 100 + ocsf.activity_id);
      expect(ocsf.category_uid).toBe(Math.floor(ocsf.class_uid / 1000));
    },
  );

  test.each([
    ['auth.login.success', 300201],
    ['auth.logout', 300202],
    ['auth.mfa.verify.failure', 300299],
    ['api_key.created', 300401],
    ['api_key.revoked', 300404],
    ['config.updated', 300403],
    ['service.started', 600203],
    ['health_check.failed', 600299],
    ['data.read', 600302],
    ['data.write', 600303],
    ['data.delete', 600304],
    ['data.export', 600399],
    ['campaign.created', 600301],
    ['campaign.archived', 600399],
    ['constructor', 600399],
  ])('says %s as %i', (action, type) => {
    expect(toOcsf(sampleEvent({ action })).type_uid).toBe(type);
  });

  test.each([
    ['SUCCESS', 1, 1],
    ['FAILURE', 2, 2],
    ['DENIED', 2, 3],
    ['PARTIAL', 99, 2],
  ] as const)('says %s as status %i with severity %i', (outcome, status, severity) => {
    expect(toOcsf(sampleEvent({ outcome }))).toMatchObject({
      status_id: status,
      severity_id: severity,
      status: outcome,
    });
  });

  test('carries all that an event says', () => {
    const ocsf = toOcsf(fullEvent);
    expect(ocsf).toEqual({
      class_uid: 6003,
      class_name: 'API Activity',
      category_uid: 6,
      activity_id: 99,
      activity_name: 'export',
      type_uid: 600399,
      severity_id: 2,
      status_id: 99,
      status: 'PARTIAL',
      status_detail: 'asked for by the auditor',
      time: Date.parse(fullEvent.time),
      message: 'data.export by api_key k1: PARTIAL',
      metadata: {
        version: '1.8.0',
        product: { name: '@scry/audit', vendor_name: 'Scry' },
        profiles: ['trace'],
        uid: fullEvent.id,
        log_name: 'audit',
        sequence: 7,
        original_time: fullEvent.time,
        event_code: 'data.export',
        correlation_uid: 'c-1',
        tenant_uid: 't1',
      },
      actor: { user: { uid: 'k1', type: 'api_key', type_id: 99, org: { uid: 't1' } }, session: { uid: 's1' } },
      src_endpoint: { ip: '192.0.2.1' },
      http_request: { user_agent: 'curl/8' },
      api: { operation: 'data.export' },
      resources: [{ type: 'report', uid: 'r1' }],
      trace: { uid: '0af7651916cd43dd8448eb211c80319c' },
      unmapped: {
        impersonated_by: 'root',
        resource: fullEvent.resource,
        traceparent: fullEvent.traceparent,
        changes: fullEvent.changes,
        details: fullEvent.details,
        prev: fullEvent.prev,
        hash: fullEvent.hash,
      },
    });
  });

  test('names whoever was authenticated, and whether with a second factor', () => {
    const login = sampleEvent({ action: 'auth.login.success', sessionId: 's1', details: { mfa: true } });
    expect(toOcsf(login)).toMatchObject({ user: { uid: 'u1', type_id: 1 }, is_mfa: true, session: { uid: 's1' } });
    expect(toOcsf(sampleEvent({ action: 'auth.login.failure' }))).toMatchObject({ is_mfa: false });
    expect(toOcsf(sampleEvent({ action: 'auth.mfa.verify.success' }))).toMatchObject({ is_mfa: true });
  });

  test('names what was managed, and the application that started', () => {
    const resource = { type: 'flag', id: 'new-search' };
    expect(toOcsf(sampleEvent({ action: 'config.updated', resource }))['entity']).toEqual({
      type: 'flag',
      uid: 'new-search',
    });
    expect(toOcsf(sampleEvent({ action: 'config.updated' }))['entity']).toEqual({
      type: 'config',
      uid: 'config.updated',
    });
    expect(toOcsf(sampleEvent({ action: 'service.started', resource }))['app']).toEqual({ name: 'new-search' });
    const started = toOcsf(sampleEvent({ action: 'service.started', clientIp: '192.0.2.1', userAgent: 'curl/8' }));
    expect(started).toMatchObject({ app: { name: 'u1' }, unmapped: { client_ip: '192.0.2.1', user_agent: 'curl/8' } });
  });
});
