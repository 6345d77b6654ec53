import type { OpenProxy } from '../open-proxy.ts';
import type { Toxic } from '../toxic.ts';

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export const noContent: Answer = { status: 204, type: '', body: '' };

export function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

/** As Go's http.Error answers: with JSON in it, too. */
export function errorText(status: number, text: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` };
}

export function proxyJson({ name, listen, upstream, enabled, chain }: OpenProxy) {
  return { name, listen, upstream, enabled, toxics: chain.toxics.map(toxicJson) };
}

export function toxicJson({ attributes, name, type, stream, toxicity }: Toxic) {
  return { attributes, name, type, stream, toxicity };
}
