// What an event becomes elsewhere, to the last member.
import { describe, expect, test } from 'vitest';
import { csvHeader, csvRow, eventRow } from '../src/csv.ts';
import { toEcs, toOcsf } from '../src/index.ts';
import { ocsfClassOf } from '../src/ocsf-class.ts';
import { auditIndex } from '../src/opensearch.ts';
import { searchable, whereOf } from '../src/postgres-where.ts';
import { fullEvent, sampleEvent } from './sample-events.ts';

const { time, id, prev, hash, traceparent, changes, details, resource } = fullEvent;
const full = (action: string) => toOcsf({ ...fullEvent, action });

describe('toOcsf', () => {
  test('leaves out what an event does not say', () => {
    const event = sampleEvent();
    expect(toOcsf(event)).toEqual({
      class_uid: 6003,
      class_name: 'API Activity',
      category_uid: 6,
      activity_id: 2,
      activity_name: 'Read',
      type_uid: 600302,
      severity_id: 1,
      status_id: 1,
      status: 'SUCCESS',
      time: Date.parse(time),
      message: 'data.read by user u1: SUCCESS',
      metadata: {
        version: '1.8.0',
        product: { name: '@scry/audit', vendor_name: 'Scry' },
        profiles: [],
        uid: id,
        log_name: 'audit',
        sequence: 1,
        original_time: time,
        event_code: 'data.read',
      },
      actor: { user: { uid: 'u1', type: 'user', type_id: 1 } },
      src_endpoint: { name: 'unknown' },
      api: { operation: 'data.read' },
      unmapped: { prev: event.prev, hash: event.hash },
    });
    const bare = ['status_detail', 'http_request', 'resources', 'trace', 'user', 'service', 'entity', 'app', 'session'];
    for (const name of bare) expect(toOcsf(event)).not.toHaveProperty(name);
    expect(Object.keys(toOcsf(event)['unmapped'] as object)).toEqual(['prev', 'hash']);
  });

  test('says of who was authenticated what the class asks for', () => {
    const user = { uid: 'k1', type: 'api_key', type_id: 99, org: { uid: 't1' } };
    expect(full('auth.login.success')).toMatchObject({
      class_name: 'Authentication',
      activity_name: 'Logon',
      metadata: { profiles: [] },
      user,
      service: { name: 'audit' },
      is_mfa: false,
      session: { uid: 's1' },
      src_endpoint: { ip: '192.0.2.1' },
      http_request: { user_agent: 'curl/8' },
      unmapped: { impersonated_by: 'root', resource, traceparent, changes, details, prev, hash },
    });
    const { resource: _, ...without } = fullEvent;
    const bare = toOcsf({ ...without, action: 'auth.logout' });
    expect(bare).toMatchObject({ activity_name: 'Logoff', is_mfa: false });
    expect(bare['unmapped']).not.toHaveProperty('resource');
    const own = toOcsf({ ...sampleEvent({ action: 'auth.logout' }), resource: { type: 'a', id: 'b' } });
    expect(own['unmapped']).toMatchObject({ resource: { type: 'a', id: 'b' } });
    expect(own).not.toHaveProperty('session');
  });

  test.each([true, false, 'true', 1, undefined])('takes a second factor for one only where mfa is true: %j', (mfa) => {
    const login = sampleEvent({ action: 'auth.login.success', details: { mfa } });
    expect(toOcsf(login)['is_mfa']).toBe(mfa === true);
  });

  test('says of what was managed what the class asks for', () => {
    const ocsf = full('config.updated');
    expect(ocsf).toMatchObject({
      class_name: 'Entity Management',
      metadata: { profiles: [] },
      entity: { type: 'report', uid: 'r1' },
      src_endpoint: { ip: '192.0.2.1' },
      unmapped: { resource },
    });
    for (const name of ['user', 'service', 'is_mfa', 'app', 'api', 'trace']) expect(ocsf).not.toHaveProperty(name);
    const own = toOcsf(sampleEvent({ action: 'config.updated', resource: { type: 'a', id: 'b' } }));
    expect(own['unmapped']).not.toHaveProperty('resource');
  });

  test('says of what an application went through what the class asks for', () => {
    const ocsf = full('service.stopped');
    expect(ocsf).toMatchObject({
      class_name: 'Application Lifecycle',
      metadata: { profiles: ['host'] },
      app: { name: 'r1' },
      unmapped: { client_ip: '192.0.2.1', user_agent: 'curl/8', resource },
    });
    for (const name of ['src_endpoint', 'http_request', 'api', 'entity', 'user']) expect(ocsf).not.toHaveProperty(name);
    expect(full('data.read')['unmapped']).not.toHaveProperty('client_ip');
  });

  test('knows whose resource it was only from what is not mapped', () => {
    const own = toOcsf(sampleEvent({ resource: { type: 'a', id: 'b' } }));
    expect(own['resources']).toEqual([{ type: 'a', uid: 'b' }]);
    expect(own['unmapped']).not.toHaveProperty('resource');
  });

  test.each([
    ['auth.mfa.verify.success', 3002, 99, 'MFA Verify'],
    ['auth.mfa.verify.failure', 3002, 99, 'MFA Verify'],
    ['auth.login.failure', 3002, 1, 'Logon'],
    ['api_key.created', 3004, 1, 'Create'],
    ['api_key.revoked', 3004, 4, 'Delete'],
    ['config.reloaded', 3004, 99, 'Reload'],
    ['adapter.registered', 3004, 1, 'Create'],
    ['service.started', 6002, 3, 'Start'],
    ['service.stopped', 6002, 4, 'Stop'],
    ['health_check.failed', 6002, 99, 'Health Check'],
    ['report.generated', 6003, 1, 'Create'],
    ['attribution.event.recorded', 6003, 1, 'Create'],
    ['audit.log.searched', 6003, 2, 'Read'],
    ['backup.verified', 6003, 2, 'Read'],
    ['campaign.updated', 6003, 3, 'Update'],
    ['campaign.deleted', 6003, 4, 'Delete'],
    ['audit.log.pruned', 6003, 4, 'Delete'],
    ['data.readers', 6003, 99, 'readers'],
    ['dataread', 6003, 99, 'dataread'],
  ])('knows %s as %i, activity %i, %s', (action, uid, activityId, activityName) => {
    expect(ocsfClassOf(action)).toMatchObject({ uid, activityId, activityName });
  });
});

describe('toEcs', () => {
  test('says in whose name somebody acted', () => {
    const impersonated = toEcs(sampleEvent({ actor: { type: 'user', id: 'a', impersonatedBy: 'b' } }));
    expect(impersonated).toMatchObject({ user: { id: 'b', effective: { id: 'a' } }, related: { user: ['a', 'b'] } });
    expect(toEcs(sampleEvent())['related']).toEqual({ user: ['u1'] });
  });

  test('has no member for what an event does not say', () => {
    const ecs = toEcs(sampleEvent());
    expect(Object.keys(ecs.event)).toEqual([
      'kind',
      'category',
      'type',
      'id',
      'action',
      'outcome',
      'sequence',
      'provider',
      'module',
      'dataset',
      'hash',
    ]);
    expect(ecs['scry']).toEqual({
      audit: { outcome: 'SUCCESS', actor: { type: 'user', id: 'u1' }, prev: '0'.repeat(64) },
    });
    expect(Object.keys((ecs['scry'] as { audit: object }).audit)).toEqual(['outcome', 'actor', 'prev']);
    expect(Object.keys(ecs['related'] as object)).toEqual(['user']);
    expect(toEcs(sampleEvent({ traceparent: 'nonsense' }))).not.toHaveProperty('trace');
  });
});

describe('CSV', () => {
  test('has a name and a cell for each member of an event', () => {
    expect(csvHeader()).toBe(
      'time,id,stream,seq,action,outcome,actor_type,actor_id,actor_tenant_id,actor_impersonated_by,resource_type,resource_id,' +
        'resource_tenant_id,client_ip,user_agent,session_id,correlation_id,traceparent,reason,changes,details,prev,hash\r\n',
    );
    expect(eventRow({ ...fullEvent, stream: 'trail' })).toBe(
      `${time},${id},trail,7,data.export,PARTIAL,api_key,k1,t1,root,report,r1,t2,192.0.2.1,curl/8,s1,c-1,${traceparent},` +
        `asked for by the auditor,"[{""path"":""a.b"",""old"":1,""new"":2}]","{""records"":3}",${prev},${hash}\r\n`,
    );
  });

  test('puts quotes around what a reader would cut, and only around that', () => {
    expect(csvRow(['a', 'b,c', 'd"e', 'f\ng', 'h\ri', 7, undefined, null, true])).toBe(
      'a,"b,c","d""e","f\ng","h\ri",7,,null,true\r\n',
    );
    expect(csvRow([])).toBe('\r\n');
  });

  test('puts an apostrophe before what could begin a formula, at each place where a cell may begin', () => {
    expect(csvRow(['=1', ' =1', 'a=1', 'a;=1', 'a|=1', 'a;b=1', '\tx', '\0x', '-'])).toBe(
      `'=1, '=1,a=1,a;'=1,a|'=1,a;b=1,'\tx,'\0x,'-\r\n`,
    );
    expect(csvRow([{ a: ';=1', b: '=1', c: '|@x' }])).toBe(
      `"{""a"":"";\\u003d1"",""b"":""=1"",""c"":""|\\u0040x""}"\r\n`,
    );
  });
});

test('the index of OpenSearch maps what may be searched, and keeps all else', () => {
  const keyword = { type: 'keyword', ignore_above: 1024 };
  const kept = { type: 'object', enabled: false };
  expect(auditIndex()).toEqual({
    mappings: {
      dynamic: false,
      properties: {
        id: keyword,
        stream: keyword,
        action: keyword,
        outcome: keyword,
        correlationId: keyword,
        sessionId: keyword,
        seq: { type: 'long' },
        time: { type: 'date' },
        clientIp: keyword,
        actor: { properties: { type: keyword, id: keyword, tenantId: keyword, impersonatedBy: keyword } },
        resource: { properties: { type: keyword, id: keyword, tenantId: keyword } },
        reason: { type: 'text' },
        userAgent: { type: 'text' },
        changes: kept,
        details: kept,
      },
    },
  });
});

describe('a filter in SQL', () => {
  test('is nothing where nothing is asked for', () => {
    expect(whereOf({})).toEqual({ sql: '', values: [] });
    expect(whereOf({ limit: 7 })).toEqual({ sql: '', values: [] });
  });

  test.each([
    [{ outcome: 'DENIED' }, ' and outcome = $1', ['DENIED']],
    [{ actorId: 'a\0b' }, ' and actor_id = $1', ['a\ufffdb']],
    [{ resourceType: 't' }, ' and resource_type = $1', ['t']],
    [{ resourceId: 'r' }, ' and resource_id = $1', ['r']],
    [{ correlationId: 'c' }, ' and correlation_id = $1', ['c']],
    [{ from: '2026-11-01' }, ' and time >= $1::timestamptz', ['2026-11-01T00:00:00.000Z']],
    [{ to: '2026-11-01' }, ' and time < $1::timestamptz', ['2026-11-01T00:00:00.000Z']],
    [{ action: 'data.*' }, ' and starts_with(action, $1)', ['data.']],
    [{ action: 'data.read' }, ' and action = $1', ['data.read']],
    [{ tenantId: 't' }, ' and (actor_tenant_id = $1 or resource_tenant_id = $1)', ['t']],
    [{ text: 'Ada ~' }, ' and strpos(lower(line collate "C"), $1) > 0', ['ada ~']],
    [{ text: 'é' }, '', []],
    [{ text: 'aé' }, '', []],
    [{ text: 'éa' }, '', []],
    [{ action: 'a', outcome: 'DENIED' }, ' and outcome = $1 and action = $2', ['DENIED', 'a']],
  ] as const)('says %j', (filter, sql, values) => {
    expect(whereOf(filter)).toEqual({ sql, values });
  });

  test('asks for texts as the columns hold them', () => {
    expect(searchable('a\0\0b\ud800c\udfff😀')).toBe('a\ufffd\ufffdb\ufffdc\ufffd😀');
  });
});
