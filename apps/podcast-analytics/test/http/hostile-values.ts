import fc from 'fast-check';
import type { Schema } from '../../src/features/reference/api-document.ts';

/** What strangers put where a word is expected. */
export const words = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  'null',
  'true',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\u200b',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '"><script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  '%E0%A4%A',
  '99999999999999999999',
  '2026-02-30',
  'pm_card_visa',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(5_000),
] as const;

const json = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, [], {}, [[[[]]]], { constructor: { prototype: 1 } }),
  fc.constantFrom(...words),
  fc.constant(JSON.parse('{"__proto__":{"role":"SUPER_ADMIN","tenantId":"other"}}') as unknown),
);

/** A body that fits the schema, with the text given in all of its texts. */
export function validFor(schema: Schema | undefined, text: string): unknown {
  if (!schema) return text;
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return validFor(first, text);
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object' || schema.properties) {
    const entries = Object.entries(schema.properties ?? {}).map(([name, each]) => [name, validFor(each, text)]);
    return Object.fromEntries(entries);
  }
  if (type === 'array') return [validFor(schema.items, text)];
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  if (schema.format === 'date') return '2026-03-01';
  if (schema.format === 'date-time') return '2026-03-01T00:00:00Z';
  if (schema.format === 'email') return `${text}@example.com`;
  return text;
}

/** Bodies for a schema: each with one or more fields of a wrong kind, absent, or unknown. */
export function wrongBodies(schema: Schema | undefined): fc.Arbitrary<unknown> {
  const names = Object.keys(schema?.properties ?? {});
  if (names.length === 0) return json;
  const whole = validFor(schema, 'text') as Record<string, unknown>; // it has properties, so that an object was made
  const field = fc.tuple(fc.constantFrom(...names), fc.option(json, { nil: undefined, freq: 4 }));
  const changed = fc.array(field, { minLength: 1, maxLength: 4 }).map((fields) => {
    return { ...whole, ...Object.fromEntries(fields) };
  });
  return fc.oneof({ weight: 4, arbitrary: changed }, { weight: 1, arbitrary: json });
}
