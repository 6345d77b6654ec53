// The AuthZEN Authorization API 1.0, clause by clause: what a hostile caller sends.
import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createAuthzenHandler } from '../src/authzen.ts';
import { options, rbac } from './decision-point.ts';
import { alice, question, useStrictDecisionPoint } from './strict-decision-point.ts';

const pdp = useStrictDecisionPoint();
const jsonRequest = (body: string) =>
  new Request('https://pdp.example.com/access/v1/evaluation', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });

describe('§11 hostile input', () => {
  test.each([
    ['a list', '[]', 'the body must be an object, got an array'],
    ['null', 'null', 'the body must be an object, got null'],
    ['text', '"x"', 'the body must be an object, got a string'],
    ['§11.5 a name twice', '{"subject":{},"subject":{}}', 'the name "subject" stands twice in one object'],
    ['§11.5 a name twice, spelt differently', '{"a":[{"b":1,"\\u0062":2}]}', 'the name "b" stands twice in one object'],
    ['§11.5 half a character', '{"a":"\\ud800"}', 'a string has half a character'],
    ['§11.5 half a character in a name', '{"\\udc00":1}', 'a name has half a character'],
    ['§11.5 a number out of range', '{"a":[1e999]}', 'a number is too large'],
    ['§11.5 a negative number out of range', '{"a":-1e999}', 'a number is too large'],
    ['§11.7 nesting', `{"a":${'['.repeat(9_000)}`, 'it is nested deeper than 32'],
    ['a colon first', ':', 'the body must be JSON'],
    ['a colon in a list', '["a":1]', 'the body must be JSON'],
    ['half a string', '{"a', 'the body must be JSON'],
    ['a name without quotes', '{a:1}', 'the body must be JSON'],
  ])('is a bad request: %s', async (_, body, message) => {
    expect(await pdp.ask('evaluation', body)).toEqual({ status: 400, body: expect.stringContaining(message) });
  });

  test('§11.7 nesting of 32 levels is read', async () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect((await pdp.ask('evaluation', nested(32))).body).toBe('subject is missing');
    expect((await pdp.ask('evaluation', nested(33))).body).toBe('the body must be JSON: it is nested deeper than 32');
  });

  test('§11.5 bytes that are no UTF-8 are a bad request', async () => {
    const response = await fetch(`${pdp.url}/access/v1/evaluation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    });
    expect([response.status, await response.text()]).toEqual([400, 'the body must be whole, and UTF-8']);
  });

  test('§11.7 a string that never ends takes no longer than one that does', async () => {
    const started = performance.now();
    const response = await createAuthzenHandler(rbac, options)(jsonRequest(`"${'\\"'.repeat(100_000)}`));
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('the body must be JSON')]);
    expect(performance.now() - started).toBeLessThan(5_000); // a body of the longest kind took minutes
  });

  test('§11.7 a body that is too long is not read to its end', async () => {
    const long = JSON.stringify({ ...question, context: { filler: 'x'.repeat(20_000) } });
    expect(await pdp.ask('evaluation', long)).toEqual({
      status: 413,
      body: 'the body must not be longer than 20000 bytes',
    });
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent++;
        controller.enqueue(new Uint8Array(4_096).fill(0x20));
      },
      cancel: () => Promise.reject(new Error('cannot be cancelled')),
    });
    const request = new Request('https://pdp.example.com/access/v1/evaluation', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    const response = await createAuthzenHandler(rbac, { ...options, maxBodyBytes: 20_000 })(request);
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(10);
  });

  test.each([{ 'content-type': 'application/json' }, {}])(
    'a request without a body is a bad request',
    async (headers) => {
      const request = new Request('https://pdp.example.com/access/v1/evaluation', { method: 'POST', headers });
      expect((await createAuthzenHandler(rbac, options)(request)).status).toBe(400);
    },
  );

  test('a connection that breaks off in the body harms nobody', async () => {
    await new Promise<void>((resolve) => {
      const broken = httpRequest(`${pdp.url}/access/v1/evaluation`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': '100' },
      });
      broken.on('error', () => resolve());
      broken.write('{"subject"', () => broken.destroy(new Error('gone')));
    });
    expect(await pdp.ask('evaluation', question)).toEqual({ status: 200, body: { decision: true } });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'the name %j is a name like any other',
    async (name) => {
      expect(await pdp.ask('evaluation', { ...question, action: { name } })).toMatchObject({
        body: { decision: false },
      });
      expect(await pdp.ask('evaluation', { ...question, resource: { type: name, id: 'record-1' } })).toMatchObject({
        body: { decision: false },
      });
      expect(await pdp.ask('evaluation', { ...question, subject: { type: name, id: name } })).toMatchObject({
        body: { decision: false },
      });
      expect(await pdp.ask('search/action', { subject: alice, resource: { type: name, id: 'record-1' } })).toEqual({
        status: 200,
        body: { results: [] },
      });
      expect((await pdp.ask('evaluation', `{"${name}":{"subject":{}}}`)).status).toBe(400);
    },
  );

  test('members that are inherited are not there, also where somebody has polluted every object', async () => {
    const { subject, ...rest } = question;
    const body = `{"__proto__":${JSON.stringify({ subject })},${JSON.stringify(rest).slice(1)}`;
    Object.defineProperty(Object.prototype, 'subject', { value: subject, configurable: true });
    const answer = await pdp.ask('evaluation', body);
    Reflect.deleteProperty(Object.prototype, 'subject');
    expect(answer).toEqual({ status: 400, body: 'subject is missing' });
  });

  test('a pair of names is one permission only', async () => {
    for (const [type, name] of [
      ['record:read', ''],
      ['', 'record:read'],
      ['record', 'read:'],
      ['*', 'read'],
      ['record', '*'],
    ]) {
      const request = { ...question, action: { name }, resource: { type, id: 'record-1' } };
      expect((await pdp.ask('evaluation', request)).body).toMatchObject({ context: { code: 'UNKNOWN_PERMISSION' } });
    }
  });
});

describe('the options of createAuthzenHandler', () => {
  test.each([
    [
      { ...options, baseUrl: undefined },
      'createAuthzenHandler: baseUrl must be an https URL without query and fragment, got undefined',
    ],
    [{ ...options, baseUrl: 'http://pdp.example.com' }, 'baseUrl must be an https URL'],
    [{ ...options, baseUrl: 'https://pdp.example.com?x' }, 'baseUrl must be an https URL'],
    [{ ...options, baseUrl: 'https://pdp.example.com#x' }, 'baseUrl must be an https URL'],
    [{ ...options, baseUrl: 'https://' }, 'baseUrl must be an https URL'],
    [{ ...options, baseUrl: 'xhttps://pdp.example.com' }, 'baseUrl must be an https URL'],
    [{ ...options, baseUrl: 'https://:x' }, 'baseUrl must be an https URL'],
    [{ ...options, authenticate: undefined }, 'authenticate must be a function, got undefined'],
    [{ ...options, principal: 5 }, 'principal must be a function, got 5'],
    [{ ...options, challenge: 'Basic\n' }, 'challenge must be a challenge such as "Bearer", got "Basic\\n"'],
    [{ ...options, challenge: '' }, 'challenge must be a challenge such as "Bearer", got ""'],
    [{ ...options, maxResults: 0 }, 'maxResults must be an integer >= 1, got 0'],
    [{ ...options, maxBodyBytes: NaN }, 'maxBodyBytes must be an integer >= 1, got NaN'],
    [{ ...options, maxBodyByte: 1 }, 'unknown option maxBodyByte'],
  ])('%# are checked when it is made', (wrong, message) => {
    expect(() => createAuthzenHandler(rbac, wrong as never)).toThrow(message);
  });
});
