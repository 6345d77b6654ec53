// The AuthZEN Authorization API 1.0, clause by clause: decisions and evaluations.
import { describe, expect, test } from 'vitest';
import { options, serveDecisionPoint } from './decision-point.ts';
import { broken, one, question, read, useStrictDecisionPoint } from './strict-decision-point.ts';

const pdp = useStrictDecisionPoint();

const batch = (semantic: unknown, ...ids: string[]) => ({
  ...{ subject: { type: 'user', id: 'bob' }, resource: one, options: { evaluations_semantic: semantic } },
  evaluations: ids.map((name) => ({ action: { name } })),
});

describe('§5.5 decision', () => {
  test('a denial names its reason in the context, and a permission has none', async () => {
    expect((await pdp.ask('evaluation', question)).body).toEqual({ decision: true });
    const denied = { ...question, action: { name: 'write' }, subject: { type: 'user', id: 'bob' } };
    expect((await pdp.ask('evaluation', denied)).body).toMatchObject({
      decision: false,
      context: { code: 'NO_GRANT' },
    });
    const unknown = { ...question, action: { name: 'fly' } };
    expect((await pdp.ask('evaluation', unknown)).body).toMatchObject({ context: { code: 'UNKNOWN_PERMISSION' } });
  });

  test('the context of the request reaches the conditions', async () => {
    const book = { ...question, resource: { type: 'book', id: 'book-1' } };
    expect((await pdp.ask('evaluation', { ...book, context: { night: false } })).body).toEqual({ decision: true });
    expect((await pdp.ask('evaluation', { ...book, context: { night: true } })).body).toMatchObject({
      decision: false,
    });
    // A deny that cannot be known fires.
    expect((await pdp.ask('evaluation', book)).body).toMatchObject({ decision: false });
  });

  test('a property of the action comes before an attribute of the same name in the context', async () => {
    const remove = {
      ...question,
      action: { name: 'delete', properties: { soft: false } },
      context: { action_soft: true },
    };
    expect((await pdp.ask('evaluation', remove)).body).toMatchObject({ decision: false });
  });

  test('an unknown subject and an unknown resource are denied, with the reason', async () => {
    const stranger = await pdp.ask('evaluation', { ...question, subject: { type: 'user', id: 'x' } });
    expect(stranger.body).toEqual({
      decision: false,
      context: { error: { status: 404, message: 'Subject not found' } },
    });
    const nothing = await pdp.ask('evaluation', { ...question, resource: { type: 'record', id: 'x' } });
    expect(nothing.body).toEqual({
      decision: false,
      context: { error: { status: 404, message: 'Resource not found' } },
    });
  });
});

test.each([null, undefined, false, '', 'record-1', 0])(
  'a callback that answers %j has found nothing, also where an action needs no resource',
  async (nothing) => {
    const { principal } = options;
    for (const callback of [{ resource: () => nothing as never }, { principal: () => nothing as never }]) {
      const server = await serveDecisionPoint({ principal, ...callback });
      const { body } = await server.ask('evaluation', question);
      expect(body).toMatchObject({ decision: false, context: { error: { status: 404 } } });
      expect((await server.ask('search/action', question)).body).toEqual({ results: [] });
      expect((await server.ask('search/resource', question)).body).toEqual({ results: [] });
      expect((await server.ask('search/subject', question)).body).toEqual({ results: [] });
      await server.close();
    }
  },
);

describe('§7.1.1 default values', () => {
  test('an object of an evaluation replaces the whole default, and is not merged with it', async () => {
    const request = {
      ...question,
      evaluations: [{ resource: { type: 'record' } }, { resource: { id: 'record-1' } }, {}],
    };
    expect((await pdp.ask('evaluations', request)).body).toEqual({
      evaluations: [
        { decision: false, context: { error: { status: 400, message: 'resource.id is missing' } } },
        { decision: false, context: { error: { status: 400, message: 'resource.type is missing' } } },
        { decision: true },
      ],
    });
  });

  test('a default of a wrong kind makes the whole request wrong', async () => {
    const request = { subject: 'alice', evaluations: [question] };
    expect(await pdp.ask('evaluations', request)).toEqual({
      status: 400,
      body: 'subject must be an object, got a string',
    });
  });
});

describe('§7.1.2.1 evaluations semantics', () => {
  const decisions = async (request: object) => {
    const { body } = await pdp.ask('evaluations', request);
    return (body as { evaluations: { decision: boolean }[] }).evaluations.map(({ decision }) => decision);
  };

  test('execute_all answers every one, and is the default', async () => {
    expect(await decisions(batch('execute_all', 'write', 'read', 'write'))).toEqual([false, true, false]);
    expect(await decisions({ ...batch('', 'write', 'read'), options: {} })).toEqual([false, true]);
    expect(await decisions({ ...batch('', 'write', 'read'), options: { another_option: 1 } })).toEqual([false, true]);
  });

  test('deny_on_first_deny ends with the first denial', async () => {
    expect(await decisions(batch('deny_on_first_deny', 'read', 'write', 'read'))).toEqual([true, false]);
    expect(await decisions(batch('deny_on_first_deny', 'read', 'read'))).toEqual([true, true]);
  });

  test('deny_on_first_deny ends with the first error', async () => {
    const request = {
      ...batch('deny_on_first_deny'),
      evaluations: [{ action: read }, { action: {} }, { action: read }],
    };
    expect(await decisions(request)).toEqual([true, false]);
  });

  test('permit_on_first_permit ends with the first permission', async () => {
    expect(await decisions(batch('permit_on_first_permit', 'write', 'read', 'write'))).toEqual([false, true]);
    expect(await decisions(batch('permit_on_first_permit', 'write', 'write'))).toEqual([false, false]);
  });

  test.each(['first', 1, null, ['execute_all'], '__proto__'])(
    'any other value is a bad request: %j',
    async (semantic) => {
      expect(await pdp.ask('evaluations', batch(semantic, 'read'))).toEqual({
        status: 400,
        body: 'options.evaluations_semantic must be one of execute_all, deny_on_first_deny, permit_on_first_permit',
      });
    },
  );

  test('options that are no object are a bad request', async () => {
    expect(await pdp.ask('evaluations', { ...question, evaluations: [{}], options: [] })).toMatchObject({
      status: 400,
    });
  });
});

describe('§7.2.1 errors', () => {
  test('an evaluation that is no object is denied, and the others are answered', async () => {
    const { body } = await pdp.ask('evaluations', { ...question, evaluations: [5, null, {}] });
    expect(body).toEqual({
      evaluations: [
        {
          decision: false,
          context: { error: { status: 400, message: 'an evaluation must be an object, got a number' } },
        },
        { decision: false, context: { error: { status: 400, message: 'an evaluation must be an object, got null' } } },
        { decision: true },
      ],
    });
  });

  test('an error of the decision point fails the whole payload', async () => {
    const request = { ...question, evaluations: [{}, { subject: broken }] };
    expect(await pdp.ask('evaluations', request)).toEqual({ status: 500, body: 'Internal Error' });
  });

  test('evaluations that are no list, or too many, are a bad request', async () => {
    expect(await pdp.ask('evaluations', { ...question, evaluations: {} })).toEqual({
      status: 400,
      body: 'evaluations must be an array, got an object',
    });
    expect(await pdp.ask('evaluations', { ...question, evaluations: null })).toMatchObject({ status: 400 });
    expect(await pdp.ask('evaluations', { ...question, evaluations: [{}, {}, {}, {}] })).toEqual({
      status: 400,
      body: 'evaluations must be 3 at most, got 4',
    });
  });
});
