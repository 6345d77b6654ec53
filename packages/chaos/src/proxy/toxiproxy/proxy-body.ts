import { parseAddress } from '../address.ts';
import { defaultListen } from '../proxy-options.ts';
import type { ProxyChanges } from '../tcp-proxy.ts';
import type { Toxic } from '../toxic.ts';
import { apiErrors } from './api-error.ts';
import { fieldOf, fieldsOf } from './json-body.ts';
import { toxicOf } from './toxic-body.ts';

/** A proxy that was asked for. */
export interface ProxyRequest {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  readonly toxics: readonly Toxic[];
}

const names = ['name', 'listen', 'upstream', 'enabled', 'toxics', 'Logger'];

/** Reads the body of `POST /proxies`, or one of the list of `POST /populate`, which `at` is the number of. */
export function proxyOf(body: unknown, strict: boolean, at?: number): ProxyRequest {
  const where = at === undefined ? '' : `at proxy ${at}: `;
  const suffix = at === undefined ? '' : ` at proxy ${at}`;
  const fields = fieldsOf(body, names, strict, where);
  const [name, listen, upstream] = (['name', 'listen', 'upstream'] as const).map((each) =>
    fieldOf(fields, each, 'string', where),
  );
  const enabled = fieldOf(fields, 'enabled', 'boolean', where) ?? true;
  if (!name) throw apiErrors.missingField(`name${suffix}`);
  if (!upstream) throw apiErrors.missingField(`upstream${suffix}`);
  if (strict) checkUpstream(upstream, where);
  // Toxiproxy passes over the toxics of a new proxy; being strict, nothing that was asked for is passed over.
  const toxics = strict ? toxicsOf(fields['toxics'], where) : [];
  return { name, listen: listen || defaultListen, upstream, enabled, toxics };
}

/** Reads the body of `POST /populate`. */
export function proxiesOf(body: unknown, strict: boolean): readonly ProxyRequest[] {
  if (body === null) return [];
  if (!Array.isArray(body)) throw apiErrors.badRequestBody('expected an array of proxies');
  return body.map((each, index) => proxyOf(each, strict, index + 1));
}

/** Reads the body of `POST /proxies/{proxy}`: what is left out stays as it is. */
export function changesOf(body: unknown, strict: boolean): ProxyChanges {
  const fields = fieldsOf(body, names, strict);
  const listen = fieldOf(fields, 'listen', 'string');
  const upstream = fieldOf(fields, 'upstream', 'string');
  const enabled = fieldOf(fields, 'enabled', 'boolean');
  if (strict && upstream !== undefined) checkUpstream(upstream, '');
  return {
    ...(listen !== undefined && { listen }),
    ...(upstream !== undefined && { upstream }),
    ...(enabled !== undefined && { enabled }),
  };
}

function checkUpstream(upstream: string, where: string): void {
  if (parseAddress(upstream)) return;
  throw apiErrors.badRequestBody(`${where}upstream must be host:port, got ${JSON.stringify(upstream)}`);
}

function toxicsOf(list: unknown, where: string): readonly Toxic[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw apiErrors.badRequestBody(`${where}toxics must be an array`);
  const toxics = list.map((each) => toxicOf(each, true));
  const repeated = toxics.some(({ name }, index) => toxics.findIndex((each) => each.name === name) < index);
  if (repeated) throw apiErrors.toxicAlreadyExists();
  return toxics;
}
