// A handler in front of flags, and what asks it.
import { bool, choice, flagDocument } from '../src/build.ts';
import { createFlagsHandler, type FlagsHandlerOptions } from '../src/http.ts';
import { createFlags, defineFlags, type FlagDocument } from '../src/index.ts';

export const document = flagDocument([bool('a').rollout('on', 100), bool('b'), choice('size', { small: 1, large: 2 })]);

/** Flags with a document, and a function that asks their handler. */
export function served(options: FlagsHandlerOptions = {}, source: FlagDocument | undefined = document) {
  const flags = createFlags({ definitions: defineFlags({}), ...(source ? { source } : {}) });
  const handler = createFlagsHandler(flags, options);
  const ask = (path: string, init?: RequestInit) => handler(new Request(`http://flags.test${path}`, init));
  return { flags, ask };
}

/** A handler without any document. */
export const empty = (options: FlagsHandlerOptions = {}) => {
  const flags = createFlags({ definitions: defineFlags({}) });
  const handler = createFlagsHandler(flags, options);
  return (path: string, init?: RequestInit) => handler(new Request(`http://flags.test${path}`, init));
};

/** A request with a body of JSON. */
export function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
}
