import type { Toxic } from '../toxic.ts';
import { apiErrorOf, apiErrors } from './api-error.ts';
import { type Answer, json, noContent, proxyJson, toxicJson } from './json-answer.ts';
import { metrics } from './metrics.ts';
import { changesOf, proxiesOf, proxyOf } from './proxy-body.ts';
import type { ProxyCollection } from './proxy-collection.ts';
import { changedToxic, toxicOf } from './toxic-body.ts';

/** What the routes work on. */
export interface Api {
  readonly proxies: ProxyCollection;
  readonly strict: boolean;
  readonly metrics: boolean;
}

/** A request that was read. */
export interface Call {
  /** The names in its path. */
  readonly proxy: string;
  readonly toxic: string;
  /** The body as JSON, for those who want one. */
  readonly body: () => Promise<unknown>;
}

export type Route = (api: Api, call: Call) => Answer | Promise<Answer>;

/** The paths, with `*` for a name, and what may be done there: Toxiproxy's `api.go`. */
export const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  '/proxies': { GET: listProxies, POST: createProxy },
  '/populate': { POST: populate },
  '/proxies/*': { GET: showProxy, POST: updateProxy, PATCH: updateProxy, DELETE: deleteProxy },
  '/proxies/*/toxics': { GET: listToxics, POST: createToxic },
  '/proxies/*/toxics/*': { GET: showToxic, POST: updateToxic, PATCH: updateToxic, DELETE: deleteToxic },
  '/reset': { POST: reset },
  '/version': { GET: version },
  '/metrics': { GET: ({ proxies }) => metrics(proxies.all) },
};

function listProxies({ proxies }: Api): Answer {
  return json(Object.fromEntries(proxies.all.map((proxy) => [proxy.name, proxyJson(proxy)])));
}

async function createProxy({ proxies, strict }: Api, { body }: Call): Promise<Answer> {
  return json(proxyJson(await proxies.add(proxyOf(await body(), strict))), 201);
}

/** Those before one that cannot be started stay; all are read before the first is. */
async function populate({ proxies, strict }: Api, { body }: Call): Promise<Answer> {
  const done: unknown[] = [];
  try {
    for (const request of proxiesOf(await body(), strict)) done.push(proxyJson(await proxies.addOrReplace(request)));
    return json({ proxies: done }, 201);
  } catch (error) {
    const { message, status } = apiErrorOf(error);
    return json({ error: message, status, proxies: done.length > 0 ? done : null }, status);
  }
}

function showProxy({ proxies }: Api, { proxy }: Call): Answer {
  return json(proxyJson(proxies.get(proxy)));
}

async function updateProxy({ proxies, strict }: Api, { proxy, body }: Call): Promise<Answer> {
  const found = proxies.get(proxy);
  await found.update(changesOf(await body(), strict));
  return json(proxyJson(found));
}

async function deleteProxy({ proxies }: Api, { proxy }: Call): Promise<Answer> {
  await proxies.remove(proxy);
  return noContent;
}

function listToxics({ proxies }: Api, { proxy }: Call): Answer {
  return json(proxies.get(proxy).chain.toxics.map(toxicJson));
}

async function createToxic({ proxies, strict }: Api, { proxy, body }: Call): Promise<Answer> {
  const { chain } = proxies.get(proxy);
  const toxic = toxicOf(await body(), strict);
  if (chain.get(toxic.name)) throw apiErrors.toxicAlreadyExists();
  return json(toxicJson(chain.add(toxic)));
}

function showToxic(api: Api, call: Call): Answer {
  return json(toxicJson(toxicAt(api, call)));
}

async function updateToxic(api: Api, call: Call): Promise<Answer> {
  const toxic = toxicAt(api, call);
  const { chain } = api.proxies.get(call.proxy);
  return json(toxicJson(chain.replace(changedToxic(toxic, await call.body(), api.strict))));
}

function deleteToxic(api: Api, call: Call): Answer {
  const { name } = toxicAt(api, call);
  api.proxies.get(call.proxy).chain.remove(name);
  return noContent;
}

async function reset({ proxies }: Api): Promise<Answer> {
  for (const proxy of proxies.all) {
    await proxy.update({ enabled: true });
    proxy.chain.clear();
  }
  return noContent;
}

/** The version of Toxiproxy whose API this is. */
function version(): Answer {
  return { status: 200, type: 'application/json;charset=utf-8', body: '{"version": "2.12.0-scry"}\n' };
}

function toxicAt({ proxies }: Api, { proxy, toxic }: Call): Toxic {
  const found = proxies.get(proxy).chain.get(toxic);
  if (!found) throw apiErrors.toxicNotFound();
  return found;
}
