// The certification scenario of the AuthZEN Authorization API 1.0 (openid/authzen, certification/authorization-api-1_0-scenario.md).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DecisionPointServer, serveDecisionPoint } from './decision-point.ts';

let pdp: DecisionPointServer;
beforeAll(async () => {
  pdp = await serveDecisionPoint();
});
afterAll(() => pdp.close());

const alice = { type: 'user', id: 'alice' };
const bob = { type: 'user', id: 'bob' };
const admin = { ...bob, properties: { role: 'admin' } };
const [read, write] = [{ name: 'read' }, { name: 'write' }];
const one = { type: 'record', id: 'record-1' };
const two = { type: 'record', id: 'record-2' };
const active = { ...one, properties: { status: 'active' } };
const archived = { ...two, properties: { status: 'archived' } };
const context = { time: '2025-06-27T18:03-07:00', ip: '192.168.1.1' };

const decisionOf = async (request: object) => {
  const { status, body } = await pdp.ask('evaluation', request);
  return status === 200 ? (body as { decision: unknown }).decision : status;
};

describe('basic: access evaluation', () => {
  test.each([
    ['c-2-2-1 a request that is permitted', { subject: alice, action: read, resource: one }, true],
    ['c-2-2-2 a request that is denied', { subject: bob, action: write, resource: one }, false],
    ['c-2-2-3 a request with a context', { subject: alice, action: read, resource: one, context }, true],
    ['c-2-2-4 a denial by a property of the resource', { subject: alice, action: write, resource: archived }, false],
    ['c-2-2-5 a permission by a property of the subject', { subject: admin, action: write, resource: archived }, true],
    [
      'c-2-2-6 a permission by a property of the action',
      { subject: alice, action: { name: 'delete', properties: { soft: true } }, resource: one },
      true,
    ],
    [
      'c-2-2-7 a denial by a property of the action',
      { subject: alice, action: { name: 'delete', properties: { soft: false } }, resource: one },
      false,
    ],
    [
      'c-2-2-8 properties that nobody knows',
      {
        subject: { ...alice, properties: { department: 'Sales', role: 'manager' } },
        action: { name: 'read', properties: { method: 'GET' } },
        resource: { ...active, properties: { status: 'active', owner: 'bob' } },
      },
      true,
    ],
    [
      'c-2-2-9 fields that nobody knows',
      { subject: alice, action: read, resource: one, foo: 'bar', futureField: { nested: true } },
      true,
    ],
    ['c-1-4 rule 2: alice writes record-1', { subject: alice, action: write, resource: one }, true],
    ['c-1-4 rule 3: bob reads record-1', { subject: bob, action: read, resource: one }, true],
  ])('%s', async (_, request, decision) => {
    expect(await decisionOf(request)).toBe(decision);
  });

  test.each([
    ['c-2-4-1 subject', { action: read, resource: one }],
    ['c-2-4-1 action', { subject: alice, resource: one }],
    ['c-2-4-1 resource', { subject: alice, action: read }],
    ['c-2-4-2 subject.type', { subject: { id: 'alice' }, action: read, resource: one }],
    ['c-2-4-2 subject.id', { subject: { type: 'user' }, action: read, resource: one }],
    ['c-2-4-2 action.name', { subject: alice, action: {}, resource: one }],
    ['c-2-4-2 resource.type', { subject: alice, action: read, resource: { id: 'record-1' } }],
    ['c-2-4-2 resource.id', { subject: alice, action: read, resource: { type: 'record' } }],
    ['c-2-4-4 JSON', '{"subject":'],
    ['c-2-4-5 a body', ''],
    ['c-2-4-6 an object for a subject', { subject: 'alice', action: read, resource: one }],
    ['c-2-4-6 a string for a name', { subject: alice, action: { name: 123 }, resource: one }],
  ])('%s is missing: 400', async (_, request) => {
    expect(await decisionOf(request as object)).toBe(400);
  });

  test('c-2-4-3 another content type is a bad request', async () => {
    const request = { subject: alice, action: read, resource: one };
    expect(await pdp.ask('evaluation', request, { 'content-type': 'text/plain' })).toMatchObject({ status: 400 });
  });

  test('c-2-6 the same request has the same decision each time', async () => {
    const decisions = await Promise.all(
      Array.from({ length: 20 }, () => decisionOf({ subject: bob, action: write, resource: one })),
    );
    expect(new Set(decisions)).toEqual(new Set([false]));
  });
});

describe('batch: access evaluations', () => {
  test.each([
    [
      'c-3-2-1 shared subject and action',
      { subject: alice, action: read, evaluations: [{ resource: one }, { resource: two }] },
      [true, true],
    ],
    [
      'c-3-2-2 the fixture in order',
      { subject: bob, resource: one, evaluations: [{ action: read }, { action: write }] },
      [true, false],
    ],
    [
      'c-3-2-3 properties of each resource',
      { subject: alice, action: write, evaluations: [{ resource: active }, { resource: archived }] },
      [true, false],
    ],
    [
      'c-3-2-4 properties of each subject',
      { action: write, resource: archived, evaluations: [{ subject: alice }, { subject: admin }] },
      [false, true],
    ],
    [
      'c-3-2-5 no defaults',
      {
        evaluations: [
          { subject: alice, action: read, resource: one },
          { subject: bob, action: write, resource: one },
        ],
      },
      [true, false],
    ],
    [
      'c-3-2-6 a shared context',
      { subject: alice, action: read, context, evaluations: [{ resource: one }, { resource: two, context: {} }] },
      [true, true],
    ],
    [
      'c-3-2-7 whole objects as defaults',
      { subject: alice, action: write, resource: active, evaluations: [{}, { resource: archived }] },
      [true, false],
    ],
    [
      'c-3-4-1 an evaluation that lacks its resource',
      {
        subject: alice,
        action: read,
        options: { evaluations_semantic: 'execute_all' },
        evaluations: [{ resource: one }, {}],
      },
      [true, false],
    ],
  ])('%s', async (_, request, decisions) => {
    const { status, body } = await pdp.ask('evaluations', request);
    expect(status).toBe(200);
    expect(Object.keys(body as object)).toEqual(['evaluations']);
    expect((body as { evaluations: { decision: boolean }[] }).evaluations.map(({ decision }) => decision)).toEqual(
      decisions,
    );
  });

  test.each([
    ['c-3-4-2 no evaluations', { subject: alice, action: read, resource: one }],
    ['c-3-4-3 empty evaluations', { subject: alice, action: read, resource: one, evaluations: [] }],
  ])('%s: a single evaluation', async (_, request) => {
    expect(await pdp.ask('evaluations', request)).toEqual({ status: 200, body: { decision: true } });
  });
});

describe('search', () => {
  const users = { results: [alice, bob] };
  test.each([
    ['c-4-2-1 subjects', 'subject', { subject: { type: 'user' }, action: read, resource: one }, users],
    [
      'c-4-2-2 subjects, with a context',
      'subject',
      { subject: { type: 'user' }, action: read, resource: one, context },
      users,
    ],
    ['c-4-2-3 subjects, with an id that is ignored', 'subject', { subject: alice, action: read, resource: one }, users],
    [
      'c-4-2-4 subjects, by a property of the resource',
      'subject',
      { subject: { type: 'user' }, action: write, resource: archived },
      { results: [bob] },
    ],
    [
      'c-4-3-1 resources',
      'resource',
      { subject: alice, action: read, resource: { type: 'record' } },
      { results: [one, two] },
    ],
    [
      'c-4-3-2 resources, with a context',
      'resource',
      { subject: alice, action: read, resource: { type: 'record' }, context },
      { results: [one, two] },
    ],
    [
      'c-4-3-3 resources, with an id that is ignored',
      'resource',
      { subject: alice, action: read, resource: one },
      { results: [one, two] },
    ],
    [
      'c-4-3-4 resources, by a property of the subject',
      'resource',
      { subject: admin, action: write, resource: { type: 'record' } },
      { results: [two] },
    ],
    ['c-4-4-1 actions', 'action', { subject: alice, resource: one }, { results: [read, write] }],
    [
      'c-4-4-2 actions, with a context',
      'action',
      { subject: alice, resource: one, context },
      { results: [read, write] },
    ],
    ['c-4-4-3 actions, by properties', 'action', { subject: admin, resource: archived }, { results: [read, write] }],
    [
      'c-4-6-1 actions of an unknown subject',
      'action',
      { subject: { type: 'user', id: 'x' }, resource: one },
      { results: [] },
    ],
    [
      'c-4-6-1 actions on an unknown resource',
      'action',
      { subject: alice, resource: { type: 'record', id: 'x' } },
      { results: [] },
    ],
    [
      'c-4-6-1 subjects for an unknown resource',
      'subject',
      { subject: { type: 'user' }, action: read, resource: { type: 'record', id: 'x' } },
      { results: [] },
    ],
    [
      'c-4-6-1 resources for an unknown subject',
      'resource',
      { subject: { type: 'user', id: 'x' }, action: read, resource: { type: 'record' } },
      { results: [] },
    ],
    [
      'c-4-6-2 subjects of an unknown type',
      'subject',
      { subject: { type: 'spaceship' }, action: read, resource: one },
      { results: [] },
    ],
    [
      'c-4-6-2 resources of an unknown type',
      'resource',
      { subject: alice, action: read, resource: { type: 'spaceship' } },
      { results: [] },
    ],
    [
      'c-4-6-2 actions on an unknown type',
      'action',
      { subject: alice, resource: { type: 'spaceship', id: 'record-1' } },
      { results: [] },
    ],
  ])('%s', async (_, kind, request, body) => {
    expect(await pdp.ask(`search/${kind}`, request)).toEqual({ status: 200, body });
  });

  test.each([
    ['c-4-7-1 subject search without action', 'subject', { subject: { type: 'user' }, resource: one }],
    ['c-4-7-1 resource search without subject', 'resource', { action: read, resource: { type: 'record' } }],
    ['c-4-7-1 action search without resource', 'action', { subject: alice }],
    [
      'c-4-7-2 subject search without resource.id',
      'subject',
      { subject: { type: 'user' }, action: read, resource: { type: 'record' } },
    ],
    [
      'c-4-7-2 resource search without subject.id',
      'resource',
      { subject: { type: 'user' }, action: read, resource: { type: 'record' } },
    ],
    ['c-4-7-2 action search without subject.id', 'action', { subject: { type: 'user' }, resource: one }],
  ])('%s: 400', async (_, kind, request) => {
    expect(await pdp.ask(`search/${kind}`, request)).toMatchObject({ status: 400 });
  });

  test('c-4-5 pages follow each other by their tokens to an empty one', async () => {
    const request = { subject: { type: 'user' }, action: read, resource: one };
    const first = await pdp.ask('search/subject', { ...request, page: { limit: 1 } });
    expect(first).toEqual({
      status: 200,
      body: { page: { next_token: expect.stringMatching(/./), count: 1 }, results: [alice] },
    });
    const token = (first.body as { page: { next_token: string } }).page.next_token;
    expect(await pdp.ask('search/subject', { ...request, page: { token } })).toEqual({
      status: 200,
      body: { page: { next_token: '', count: 1 }, results: [bob] },
    });
  });
});
