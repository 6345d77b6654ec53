// The AuthZEN Authorization API 1.0, clause by clause: searches and their pages.
import { describe, expect, test } from 'vitest';
import { serveDecisionPoint } from './decision-point.ts';
import { alice, one, read, useStrictDecisionPoint } from './strict-decision-point.ts';

const pdp = useStrictDecisionPoint();

describe('§8.2 pagination', () => {
  const books = { subject: alice, action: read, resource: { type: 'book' }, context: { night: false } };
  const idsOf = (body: unknown) => (body as { results: { id: string }[] }).results.map(({ id }) => id);
  const pageOf = (body: unknown) => (body as { page?: { next_token: string; count: number } }).page;

  test('walks through all results once, page by page', async () => {
    const seen: string[][] = [];
    let token: string | undefined;
    do {
      const { body } = await pdp.ask('search/resource', { ...books, page: { limit: 2, ...(token && { token }) } });
      seen.push(idsOf(body));
      token = pageOf(body)?.next_token;
    } while (token !== '');
    expect(seen).toEqual([['book-1', 'book-2'], ['book-3', 'book-4'], ['book-5']]);
  });

  test('goes on past the tenth candidate', async () => {
    const ids = Array.from({ length: 12 }, () => ({ id: 'book-1' }));
    const server = await serveDecisionPoint({ resources: () => ids });
    const first = await server.ask('search/resource', { ...books, page: { limit: 11 } });
    const token = pageOf(first.body)?.next_token;
    const last = await server.ask('search/resource', { ...books, page: { token } });
    await server.close();
    expect([idsOf(first.body).length, idsOf(last.body).length, pageOf(last.body)?.next_token]).toEqual([11, 1, '']);
  });

  test('a result set that does not fit has a page, asked for or not; one that fits has none', async () => {
    const cut = await pdp.ask('search/resource', books);
    expect(idsOf(cut.body)).toHaveLength(3);
    expect(pageOf(cut.body)).toMatchObject({ count: 3, next_token: expect.stringMatching(/./) });
    expect(Object.keys(cut.body as object)[0]).toBe('page');
    const rest = await pdp.ask('search/resource', { ...books, page: { token: pageOf(cut.body)?.next_token } });
    expect(idsOf(rest.body)).toEqual(['book-4', 'book-5']);
    const whole = await pdp.ask('search/action', { subject: alice, resource: one });
    expect(whole.body).toEqual({ results: [{ name: 'read' }, { name: 'write' }] });
    const asked = await pdp.ask('search/action', { subject: alice, resource: one, page: {} });
    expect(pageOf(asked.body)).toEqual({ next_token: '', count: 2 });
  });

  test('a limit is an upper bound, 0 and more than the server gives too', async () => {
    expect(idsOf((await pdp.ask('search/resource', { ...books, page: { limit: 0 } })).body)).toEqual([]);
    expect(idsOf((await pdp.ask('search/resource', { ...books, page: { limit: 1_000_000 } })).body)).toHaveLength(3);
  });

  test('an empty token asks for the beginning', async () => {
    expect(idsOf((await pdp.ask('search/resource', { ...books, page: { token: '', limit: 1 } })).body)).toEqual([
      'book-1',
    ]);
  });

  test('a token belongs to its question and its limit', async () => {
    const first = await pdp.ask('search/resource', { ...books, page: { limit: 2 } });
    const token = pageOf(first.body)?.next_token;
    const refused = { status: 400, body: 'page.token belongs to another request' };
    const bob = { ...books, subject: { type: 'user', id: 'bob' } };
    expect(await pdp.ask('search/resource', { ...bob, page: { token } })).toEqual(refused);
    expect(await pdp.ask('search/resource', { ...books, context: { night: null }, page: { token } })).toEqual(refused);
    expect(await pdp.ask('search/resource', { ...books, page: { token, limit: 3 } })).toEqual(refused);
    expect((await pdp.ask('search/resource', { ...books, page: { token, limit: 2 } })).status).toBe(200);
  });

  test('a token of actions belongs to its subject, resource and context', async () => {
    const asked = { subject: alice, resource: one, context: { night: false } };
    const first = await pdp.ask('search/action', { ...asked, page: { limit: 1 } });
    const page = { token: pageOf(first.body)?.next_token };
    const refused = { status: 400, body: 'page.token belongs to another request' };
    expect(await pdp.ask('search/action', { ...asked, subject: { type: 'user', id: 'bob' }, page })).toEqual(refused);
    expect(await pdp.ask('search/action', { ...asked, context: { night: true }, page })).toEqual(refused);
    expect(await pdp.ask('search/action', { ...asked, page })).toMatchObject({
      body: { results: [{ name: 'write' }] },
    });
  });

  test('a token does not mind the order of members', async () => {
    const first = await pdp.ask('search/resource', { ...books, page: { limit: 2 } });
    const page = { token: pageOf(first.body)?.next_token };
    const reordered = {
      page,
      context: { night: false },
      resource: { type: 'book' },
      action: read,
      subject: { id: 'alice', type: 'user' },
    };
    expect(idsOf((await pdp.ask('search/resource', reordered)).body)).toEqual(['book-3', 'book-4']);
  });

  test.each([
    { limit: -1 },
    { limit: 1.5 },
    { limit: '2' },
    { limit: null },
    { token: 5 },
    { token: 'x' },
    { token: '1.2.3.4' },
    7,
    [],
  ])('a page that cannot be is a bad request: %j', async (page) => {
    expect(await pdp.ask('search/resource', { ...books, page })).toMatchObject({
      status: 400,
      body: expect.stringMatching(/^page/),
    });
  });

  test('an asynchronous source is read only as far as a page goes', async () => {
    let yielded = 0;
    async function* endless() {
      for (;;) yield { id: `book-${(yielded++ % 5) + 1}`, properties: { shelf: 1 } };
    }
    const server = await serveDecisionPoint({ resources: async () => endless(), maxResults: 4 });
    const { body } = await server.ask('search/resource', books);
    await server.close();
    expect((body as { results: object[] }).results).toHaveLength(4);
    expect((body as { results: object[] }).results[0]).toEqual({ type: 'book', id: 'book-1' });
    expect(yielded).toBe(5);
  });

  test('a subject that nobody knows any more is no result', async () => {
    const server = await serveDecisionPoint({
      subjects: () => [{ id: 'ghost' }, { id: 'alice' }],
      resources: () => [{ id: 'ghost' }],
    });
    const users = await server.ask('search/subject', { subject: { type: 'user' }, action: read, resource: one });
    expect(users.body).toEqual({ results: [alice] });
    expect((await server.ask('search/resource', books)).body).toEqual({ results: [] });
    const ghost = { type: 'user', id: 'ghost' };
    expect((await server.ask('search/action', { subject: ghost, resource: one })).body).toEqual({ results: [] });
    await server.close();
  });
});
