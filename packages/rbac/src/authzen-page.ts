import { AuthzenError } from './authzen-error.ts';
import { type Fields, kind, own, readObject } from './authzen-request.ts';

/** Which part of the results a search is to return (AuthZEN 1.0 §8.2). */
export interface Page {
  /** How many candidates the pages before this one have used up. */
  readonly start: number;
  /** As requested; `null`: as many as the decision point gives. */
  readonly limit: number | null;
  /** Whether the request spoke of pages. */
  readonly asked: boolean;
  /** Stands in the token, so that a page of another question is noticed. */
  readonly question: string;
}

/** @throws AuthzenError (400) for a token that was not given for this very question and limit. */
export function readPage(fields: Fields, question: string): Page {
  const page = readObject(fields, 'page');
  const limit = readLimit(page ?? {});
  const token = own(page ?? {}, 'token');
  // An empty token ends a result set: to send one is to ask for the beginning.
  if (token === undefined || token === '') return { start: 0, limit, asked: page !== undefined, question };
  const given = readToken(token);
  // Without a limit of its own, a page has that of the page before (§8.2.3 shows so).
  const unchanged = given.question === question && (limit === null || limit === given.limit);
  if (!unchanged) throw new AuthzenError(400, 'page.token belongs to another request');
  return { ...given, asked: true };
}

/** The token of the page that begins at candidate number `start`. It proves nothing: every page is decided anew. */
export function nextToken({ limit, question }: Page, start: number): string {
  return `${start}.${limit ?? ''}.${question}`;
}

function readLimit(page: Fields): number | null {
  const limit = own(page, 'limit');
  if (limit === undefined) return null;
  if (Number.isSafeInteger(limit) && Number(limit) >= 0) return Number(limit);
  throw new AuthzenError(
    400,
    `page.limit must be an integer >= 0, got ${typeof limit === 'number' ? limit : kind(limit)}`,
  );
}

function readToken(token: unknown): Omit<Page, 'asked'> {
  const [, start, limit, question] = /^(\d{1,15})\.(\d{0,15})\.([0-9a-f]{16})$/.exec(String(token)) ?? [];
  if (typeof token !== 'string' || question === undefined) {
    throw new AuthzenError(400, 'page.token must be the next_token of a response');
  }
  return { start: Number(start), limit: limit === '' ? null : Number(limit), question };
}
