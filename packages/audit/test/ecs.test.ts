import { describe, expect, test } from 'vitest';
import { actions, toEcs } from '../src/index.ts';
import { fullEvent, sampleEvent } from './sample-events.ts';

// Of the ECS field reference, version 9.4.0: which `event.type` fits which `event.category`.
const types: Readonly<Record<string, readonly string[]>> = {
  api: ['access', 'admin', 'allowed', 'change', 'creation', 'deletion', 'denied', 'end', 'info', 'start', 'user'],
  authentication: ['start', 'end', 'info'],
  configuration: ['access', 'change', 'creation', 'deletion', 'info'],
  database: ['access', 'change', 'info', 'error'],
  iam: ['admin', 'change', 'creation', 'deletion', 'group', 'info', 'user'],
  process: ['access', 'change', 'end', 'info', 'start'],
};

function kindOf(action: string): string {
  const { category, type } = toEcs(sampleEvent({ action })).event;
  return `${category} ${type}`;
}

describe('toEcs', () => {
  test.each(Object.keys(actions))('says %s in a category, with a type that fits it', (action) => {
    const [category = '', type] = kindOf(action).split(' ');
    expect(types[category]).toContain(type);
  });

  test.each([
    ['auth.login.failure', 'authentication start'],
    ['auth.logout', 'authentication end'],
    ['api_key.created', 'iam creation'],
    ['api_key.revoked', 'iam deletion'],
    ['permission.allowed', 'api allowed'],
    ['permission.denied', 'api denied'],
    ['config.updated', 'configuration change'],
    ['config.reloaded', 'configuration info'],
    ['service.started', 'process start'],
    ['service.stopped', 'process end'],
    ['database.query.slow', 'database info'],
    ['data.read', 'api access'],
    ['data.write', 'api change'],
    ['data.delete', 'api deletion'],
    ['campaign.created', 'api creation'],
    ['ingestion.started', 'api start'],
    ['ingestion.completed', 'api end'],
    ['campaign.archived', 'api info'],
  ])('says %s as %s', (action, kind) => {
    expect(kindOf(action)).toBe(kind);
  });

  test.each([
    ['SUCCESS', 'success'],
    ['FAILURE', 'failure'],
    ['DENIED', 'failure'],
    ['PARTIAL', 'unknown'],
  ] as const)('says the outcome %s as %s', (outcome, expected) => {
    expect(toEcs(sampleEvent({ outcome }))).toMatchObject({
      event: { outcome: expected },
      scry: { audit: { outcome } },
    });
  });

  test('carries all that an event says', () => {
    expect(toEcs(fullEvent)).toEqual({
      '@timestamp': fullEvent.time,
      ecs: { version: '9.4.0' },
      event: {
        kind: 'event',
        category: ['api'],
        type: ['access'],
        id: fullEvent.id,
        action: 'data.export',
        outcome: 'unknown',
        sequence: 7,
        provider: 'audit',
        module: 'scry',
        dataset: 'scry.audit',
        hash: fullEvent.hash,
        reason: 'asked for by the auditor',
      },
      message: 'data.export by api_key k1: PARTIAL',
      user: { id: 'root', effective: { id: 'k1' } },
      related: { user: ['k1', 'root'], ip: ['192.0.2.1'] },
      organization: { id: 't1' },
      source: { ip: '192.0.2.1', address: '192.0.2.1' },
      user_agent: { original: 'curl/8' },
      trace: { id: '0af7651916cd43dd8448eb211c80319c' },
      http: { request: { id: 'c-1' } },
      scry: {
        audit: {
          outcome: 'PARTIAL',
          actor: fullEvent.actor,
          resource: fullEvent.resource,
          session_id: 's1',
          traceparent: fullEvent.traceparent,
          changes: fullEvent.changes,
          details: fullEvent.details,
          prev: fullEvent.prev,
        },
      },
    });
  });

  test('leaves out what an event does not say', () => {
    const { message, ...ecs } = toEcs(sampleEvent());
    expect(Object.keys(ecs)).toEqual(['@timestamp', 'ecs', 'event', 'user', 'related', 'scry']);
    expect(ecs['user']).toEqual({ id: 'u1' });
    expect(message).toBe('data.read by user u1: SUCCESS');
  });
});
