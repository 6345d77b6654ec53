import { expect, test } from 'vitest';
import { patternsFile } from './patterns-file.ts';

test('accepts what the schema of user-agents-v2 allows, and leaves out what nobody reads', () => {
  const file = {
    $schema: 'https://example.com/schema.json',
    comments: ['order matters'],
    entries: [
      { name: 'A', pattern: '^A/', category: 'bot', svg: 'a.svg', examples: ['A/1'], urls: ['https://a.example'] },
    ],
  };
  expect(patternsFile.parse(file)).toEqual({
    entries: [{ name: 'A', pattern: '^A/', category: 'bot', examples: ['A/1'], urls: ['https://a.example'] }],
  });
});

test('lists every problem with its path: a missing name, an invalid pattern, a name that is taken', () => {
  const result = patternsFile.safeParse({
    entries: [{ name: 'A', pattern: '(' }, { pattern: 'x' }, { name: 'B', pattern: '' }, { name: 'A', pattern: 7 }],
  });
  const paths = result.error?.issues.map(({ path }) => path.join('.'));
  expect(paths).toEqual(
    expect.arrayContaining(['entries.0.pattern', 'entries.1.name', 'entries.2.pattern', 'entries.3.pattern']),
  );
  expect(result.error?.issues.find(({ path }) => path.join('.') === 'entries.0.pattern')?.message).toContain(
    'Invalid regular expression',
  );
});

test('names an entry that is there twice', () => {
  const result = patternsFile.safeParse({
    entries: [
      { name: 'A', pattern: 'a' },
      { name: 'A', pattern: 'b' },
    ],
  });
  expect(result.error?.issues).toMatchObject([{ path: ['entries', 1, 'name'], message: '"A" is named twice' }]);
});

test.each([[null], [[]], [{}], [{ entries: {} }]])('refuses %j', (document) => {
  expect(patternsFile.safeParse(document).success).toBe(false);
});
