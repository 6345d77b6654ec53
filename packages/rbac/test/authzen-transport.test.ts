// The AuthZEN Authorization API 1.0, clause by clause: metadata and the HTTPS binding.
import { describe, expect, test } from 'vitest';
import { createAuthzenHandler } from '../src/authzen.ts';
import { options, rbac, serveDecisionPoint } from './decision-point.ts';
import { broken, question, useStrictDecisionPoint } from './strict-decision-point.ts';

const pdp = useStrictDecisionPoint();
const { events } = pdp;

describe('§9 metadata', () => {
  test('a search that the decision point has no source for is no endpoint', async () => {
    const { subjects: _, resources: __, ...rest } = options;
    const handler = createAuthzenHandler(rbac, rest);
    const metadata = await (
      await handler(new Request('https://pdp.example.com/.well-known/authzen-configuration'))
    ).json();
    expect(Object.keys(metadata as object)).toEqual([
      'policy_decision_point',
      'access_evaluation_endpoint',
      'access_evaluations_endpoint',
      'search_action_endpoint',
    ]);
    const search = new Request('https://pdp.example.com/access/v1/search/subject', { method: 'POST' });
    expect((await handler(search)).status).toBe(404);
  });

  test.each([
    ['https://pdp.example.com/tenant1', '/.well-known/authzen-configuration/tenant1', '/tenant1/access/v1/evaluation'],
    ['https://pdp.example.com/', '/.well-known/authzen-configuration', '/access/v1/evaluation'],
    ['https://pdp.example.com/a/b/', '/.well-known/authzen-configuration/a/b/', '/a/b/access/v1/evaluation'],
  ])('of %s stands at %s, and repeats the identifier', async (baseUrl, path, endpoint) => {
    const handler = createAuthzenHandler(rbac, { ...options, baseUrl });
    const response = await handler(new Request(`https://pdp.example.com${path}`));
    expect(await response.json()).toMatchObject({
      policy_decision_point: baseUrl,
      access_evaluation_endpoint: `https://pdp.example.com${endpoint}`,
    });
    const evaluation = new Request(`https://pdp.example.com${endpoint}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    });
    expect(await (await handler(evaluation)).json()).toEqual({ decision: true });
  });

  test('may be cached, needs no authentication, and is only read', async () => {
    const url = `${pdp.url}/.well-known/authzen-configuration`;
    const response = await fetch(url, { headers: { authorization: 'Bearer wrong', 'x-request-id': 'm-1' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(response.headers.get('x-request-id')).toBe('m-1');
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    const post = await fetch(url, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('§10.1 HTTPS JSON binding', () => {
  const post = (headers: Record<string, string>, body = JSON.stringify(question)) =>
    fetch(`${pdp.url}/access/v1/evaluation`, { method: 'POST', headers, body });

  test.each(['application/json', 'Application/JSON; charset=utf-8', ' application/json ;x=y'])(
    'takes %j',
    async (type) => {
      expect((await post({ 'content-type': type })).status).toBe(200);
    },
  );

  test.each(['text/plain', 'application/jsonp', 'application/json-patch+json', 'text/application/json', ''])(
    'refuses the content type %j',
    async (type) => {
      const response = await post({ 'content-type': type });
      expect([response.status, await response.text()]).toEqual([400, 'Content-Type must be application/json']);
    },
  );

  test('a success is JSON that no cache keeps', async () => {
    const response = await post({ 'content-type': 'application/json' });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('another method and another path are refused', async () => {
    const get = await fetch(`${pdp.url}/access/v1/evaluation`);
    expect([get.status, get.headers.get('allow'), await get.text()]).toEqual([405, 'POST', 'Method Not Allowed']);
    expect(await pdp.ask('search/everything', question)).toEqual({ status: 404, body: 'There is no such endpoint' });
    expect(await pdp.ask('../../__proto__', question)).toMatchObject({ status: 404 });
  });

  test('§10.1.2 401 with a challenge for a caller that is not known, 403 for one that may not ask', async () => {
    const unknown = await post({ authorization: 'Bearer wrong' });
    expect([unknown.status, unknown.headers.get('www-authenticate'), await unknown.text()]).toEqual([
      401,
      'Bearer',
      'Unauthorized',
    ]);
    const guest = await post({ authorization: 'Bearer guest' });
    expect([guest.status, guest.headers.get('www-authenticate'), await guest.text()]).toEqual([403, null, 'Forbidden']);
  });

  test('§10.1.2 only `true` lets a caller ask', async () => {
    const server = await serveDecisionPoint({ authenticate: (() => 'yes') as never, challenge: 'Basic' });
    expect(await server.ask('evaluation', question)).toMatchObject({ status: 401 });
    await server.close();
  });

  test('§10.1.2 500 without details when a callback throws, of which the observer is told', async () => {
    events.length = 0;
    const answer = await pdp.ask('evaluation', { ...question, subject: broken }, { 'x-request-id': 'r-7' });
    expect(answer).toEqual({ status: 500, body: 'Internal Error' });
    expect(events).toMatchObject([
      {
        type: 'error',
        path: '/access/v1/evaluation',
        requestId: 'r-7',
        error: { message: 'directory is down: secret host' },
      },
    ]);
    const unobserved = await serveDecisionPoint({ authenticate: () => Promise.reject(undefined) });
    expect(await unobserved.ask('evaluation', question)).toEqual({ status: 500, body: 'Internal Error' });
    await unobserved.close();
  });

  test('§10.1.3 every response repeats the request id, and none is made up', async () => {
    const id = { 'x-request-id': 'bfe9eb29 ab87; "x"' };
    const json = { 'content-type': 'application/json' };
    const responses = [
      await post({ ...json, ...id }),
      await post({ ...json, ...id }, '{'),
      await post({ ...id, authorization: 'Bearer wrong' }),
      await post({ ...json, ...id }, JSON.stringify({ ...question, subject: broken })),
      await fetch(`${pdp.url}/nowhere`, { headers: id }),
      await fetch(`${pdp.url}/access/v1/evaluation`, { headers: id }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([200, 400, 401, 500, 404, 405]);
    for (const response of responses) expect(response.headers.get('x-request-id')).toBe('bfe9eb29 ab87; "x"');
    expect((await post(json)).headers.get('x-request-id')).toBeNull();
  });
});

test('c-6 discovery names the endpoints', async () => {
  const response = await fetch(`${pdp.url}/.well-known/authzen-configuration`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({
    policy_decision_point: 'https://pdp.example.com',
    access_evaluation_endpoint: 'https://pdp.example.com/access/v1/evaluation',
    access_evaluations_endpoint: 'https://pdp.example.com/access/v1/evaluations',
    search_subject_endpoint: 'https://pdp.example.com/access/v1/search/subject',
    search_resource_endpoint: 'https://pdp.example.com/access/v1/search/resource',
    search_action_endpoint: 'https://pdp.example.com/access/v1/search/action',
  });
});
