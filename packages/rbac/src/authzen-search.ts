import { type DecisionPoint, decide } from './authzen-evaluation.ts';
import type { Candidate, Candidates } from './authzen-options.ts';
import { nextToken, type Page, readPage } from './authzen-page.ts';
import {
  type AuthzenAction,
  type AuthzenEntity,
  type Fields,
  readAction,
  readEntity,
  readObject,
  readType,
} from './authzen-request.ts';
import { policyHash } from './policy-hash.ts';
import type { Vocabulary } from './vocabulary.ts';

type Find = (type: string) => Candidates | PromiseLike<Candidates>;

/** The Subject Search API (AuthZEN 1.0 §8.4). */
export async function searchSubjects<V extends Vocabulary>(pdp: DecisionPoint<V>, body: Fields, find: Find) {
  const type = readType(body, 'subject');
  const question = { action: readAction(body), resource: readEntity(body, 'resource'), context: readContext(body) };
  const page = readPage(body, policyHash({ subject: { type }, ...question }));
  const what = await pdp.resource(question.resource);
  if (what === undefined) return found([], '', page);
  return search(pdp, page, entities(type, find), async (subject) => {
    const who = await pdp.principal(subject);
    return who !== undefined && decide(pdp.rbac, who, { ...question, type: question.resource.type, what }).allowed;
  });
}

/** The Resource Search API (AuthZEN 1.0 §8.5). */
export async function searchResources<V extends Vocabulary>(pdp: DecisionPoint<V>, body: Fields, find: Find) {
  const type = readType(body, 'resource');
  const question = { subject: readEntity(body, 'subject'), action: readAction(body), context: readContext(body) };
  const page = readPage(body, policyHash({ resource: { type }, ...question }));
  const who = await pdp.principal(question.subject);
  if (who === undefined) return found([], '', page);
  return search(pdp, page, entities(type, find), async (resource) => {
    const what = await pdp.resource(resource);
    return what !== undefined && decide(pdp.rbac, who, { ...question, type, what }).allowed;
  });
}

/** The Action Search API (AuthZEN 1.0 §8.6). */
export async function searchActions<V extends Vocabulary>(pdp: DecisionPoint<V>, body: Fields) {
  const question = { subject: readEntity(body, 'subject'), resource: readEntity(body, 'resource') };
  const context = readContext(body);
  const page = readPage(body, policyHash({ ...question, context }));
  const { resources } = pdp.rbac.policy();
  const { type } = question.resource;
  const who = await pdp.principal(question.subject);
  const what = await pdp.resource(question.resource);
  if (who === undefined || what === undefined) return found([], '', page);
  const actions = new Map(Object.entries(resources)).get(type)?.actions ?? [];
  const named = actions.map((name) => ({ name }));
  return search(pdp, page, named, (action) => decide(pdp.rbac, who, { type, action, what, context }).allowed);
}

/** Goes through the candidates until a page is full, and there is one more to tell that it is not the last. */
async function search<T extends AuthzenEntity | AuthzenAction>(
  { maxResults }: { readonly maxResults: number },
  page: Page,
  candidates: Iterable<T> | AsyncIterable<T>,
  isAllowed: (candidate: T) => boolean | Promise<boolean>,
): Promise<object> {
  const limit = Math.min(page.limit ?? maxResults, maxResults);
  const results: object[] = [];
  let position = -1;
  for await (const candidate of candidates) {
    position++;
    if (position < page.start || !(await isAllowed(candidate))) continue;
    if (results.length === limit) return found(results, nextToken(page, position), page);
    const { properties: _, ...result } = candidate;
    results.push(result);
  }
  return found(results, '', page);
}

/** `page` comes first, so that it is read before the results (§8.3). */
function found(results: readonly object[], next: string, { asked }: Page): object {
  if (!asked && next === '') return { results };
  return { page: { next_token: next, count: results.length }, results };
}

async function* entities(type: string, find: Find): AsyncGenerator<AuthzenEntity> {
  for await (const { id, properties } of (await find(type)) ?? ([] as Candidate[])) {
    yield { type, id, ...(properties && { properties }) };
  }
}

function readContext(body: Fields) {
  return readObject(body, 'context') ?? {};
}
