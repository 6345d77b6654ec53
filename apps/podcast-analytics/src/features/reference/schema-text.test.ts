import { expect, test } from 'vitest';
import type { Schema } from './api-document.ts';
import { schemaText } from './schema-text.ts';

test.each<[Schema | undefined, string]>([
  [undefined, 'anything'],
  [{}, 'anything'],
  [{ type: 'integer' }, 'integer'],
  [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
  [{ type: ['integer', 'null'] }, 'integer | null'],
  [{ enum: ['day', 'show'] }, '"day" | "show"'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
  [{ type: 'object', additionalProperties: { type: 'string' } }, '{ [name]: string }'],
  [{ $ref: '#/components/schemas/Error' }, 'Error'],
])('writes %j as %s', (schema, text) => {
  expect(schemaText(schema)).toBe(text);
});

test('writes objects in lines, and marks what may be absent', () => {
  const rows: Schema = { type: 'array', items: { properties: { key: { type: 'string' } }, required: ['key'] } };
  expect(schemaText({ properties: { rows, next: { type: 'string' } }, required: ['rows'] })).toBe(
    '{\n  rows: {\n    key: string\n  }[]\n  next?: string\n}',
  );
});
