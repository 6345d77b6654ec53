import fc from 'fast-check';
import { type DrivenRoute, wellFormed } from './driven-routes.ts';
import { validFor, words, wrongBodies } from './hostile-values.ts';

export interface Attack {
  readonly as: string;
  readonly path: string;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

interface Arsenal {
  /** Who may ask, by the name that a report of a failure gives. */
  readonly who: readonly string[];
  /** What exists: ids of the own tenant and of the other, names of providers and the like. */
  readonly known: readonly string[];
  /** What forms of the console call their fields. */
  readonly fieldNames: readonly string[];
}

const types = [
  'application/x-www-form-urlencoded',
  'application/json',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json; charset=utf-16',
  '',
];

/** Requests for one route: its parameters, query and body are what exists, what is well formed, or neither. */
export function attacksOn({ registered, operation }: DrivenRoute, { who, known, fieldNames }: Arsenal) {
  const value = fc.oneof(fc.constantFrom(...words), fc.constantFrom(...known), fc.string({ unit: 'binary' }));
  const queryNames = ['from', 'to', 'limit', 'after', ...(operation?.parameters.map(({ name }) => name) ?? [])];
  const pairs = (names: readonly string[], maxLength: number) =>
    fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength }).map(encoded);
  const schema = operation?.requestBody?.content?.['application/json']?.schema;
  const json = fc
    .oneof(
      { weight: 4, arbitrary: wrongBodies(schema) },
      value.map((text) => validFor(schema, text)),
    )
    .map((body) => JSON.stringify(body));
  const bytes = fc.constantFrom('{"a":', '[[', '{"a":1}{', '\u0000', `${'['.repeat(20_000)}`, '--x\r\n\r\n');
  const binary = fc.uint8Array({ maxLength: 64 }).map((array) => new Uint8Array(array));
  const body = fc.oneof({ weight: 3, arbitrary: json }, { weight: 3, arbitrary: pairs(fieldNames, 6) }, bytes, binary);
  return fc
    .record({
      as: fc.constantFrom(...who),
      path: pathsOf(registered, value),
      query: pairs(queryNames, 4),
      type: fc.constantFrom(...types),
      body,
    })
    .map(({ path, query, ...attack }): Attack => ({ ...attack, path: `${path}?${query}` }));
}

/** Each parameter is any value, or, where the route asks for a pattern, often one that fits it. */
function pathsOf(registered: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const parts = registered.replace(/\*$/, ':rest').split('/');
  const filled = parts.map((part) => {
    const [, pattern] = /^:\w+(?:\{(.+)\})?$/.exec(part) ?? [];
    if (!part.startsWith(':')) return fc.constant(part);
    const fitting = pattern === undefined ? value : fc.stringMatching(new RegExp(`^(?:${pattern})$`));
    return fc.oneof(value, fitting).map((text) => encodeURIComponent(wellFormed(text)));
  });
  return fc.tuple(...filled).map((texts) => texts.join('/'));
}

function encoded(pairs: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(pairs.map(([name, text]): [string, string] => [name, wellFormed(text)])).toString();
}
