// The SQL of PostgreSQL, word by word: the tests that ask a server need one.
import { expect, test } from 'vitest';
import { contains, endsWith, eq, gt, isIn, not, overlaps, startsWith } from '../src/conditions.ts';
import { type Condition, createRbac, definePolicy } from '../src/index.ts';

function sqlOf(when: Condition) {
  const policy = definePolicy({
    version: 1,
    tenant: false,
    resources: {
      docs: { actions: ['read'], attributes: { name: 'string', size: 'number', tags: 'string[]', sizes: 'number[]' } },
    },
    roles: { R: { grants: [{ permission: 'docs:read', when: when as never }] } },
  });
  const columns = { name: 'name', size: 'size', tags: { array: 'tags' }, sizes: { array: 'sizes' } };
  return createRbac(policy).where({ roles: ['R'] }, 'docs:read', { dialect: 'postgres', columns, startIndex: 1 }).sql;
}

function listed(column: string, parameter: string, bad: string): string {
  const rows = `SELECT 1 FROM unnest("${column}") AS scry_left(element) WHERE`;
  const isTyped = `("${column}" IS NOT NULL AND NOT EXISTS (${rows} ${bad}))`;
  return `(EXISTS (${rows} scry_left.element = ANY(${parameter})) AND ${isTyped})`;
}

test.each<[Condition, string]>([
  [eq('resource.name', 'a'), '"name" = $1::text'],
  [gt('resource.name', 'a'), '"name" COLLATE "C" > $1::text'],
  [gt('resource.size', 1), `("size" > $1::int8 AND "size"::float8 <> 'NaN')`],
  [startsWith('resource.name', 'a'), 'starts_with("name", $1::text)'],
  [not(startsWith('resource.name', 'a')), 'NOT starts_with("name", $1::text)'],
  [endsWith('resource.name', 'a'), 'right("name", length($1::text)) = $2::text'],
  [not(endsWith('resource.name', 'a')), 'right("name", length($1::text)) <> $2::text'],
  [contains('resource.name', 'a'), 'strpos("name", $1::text) > 0'],
  [not(contains('resource.name', 'a')), 'strpos("name", $1::text) = 0'],
  [isIn('resource.name', ['a']), '"name" = ANY($1::text[])'],
  [overlaps('resource.tags', ['a']), listed('tags', '$1::text[]', 'scry_left.element IS NULL')],
  [
    overlaps('resource.sizes', [1]),
    listed('sizes', '$1::int8[]', "(scry_left.element IS NULL OR scry_left.element::float8 = 'NaN')"),
  ],
])('says %j', (when, sql) => {
  expect(sqlOf(when)).toBe(sql);
});
