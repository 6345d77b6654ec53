import { describe, expect, test } from 'vitest';
import { pageAt, visibleSections } from './navigation.ts';

describe('the navigation', () => {
  test.each([
    ['/', '/'],
    ['/hits', '/hits'],
    ['/operations', '/operations'],
    ['/operations/audit', '/operations/audit'],
    ['/operations/audit/export', '/operations/audit'],
    ['/operations/unknown', '/operations'],
  ])('marks at %s the page %s', (path, marked) => {
    expect(pageAt(path)?.path).toBe(marked);
  });

  test.each(['/login', '/operationsx', '/hitsx'])('marks no page at %s', (path) => {
    expect(pageAt(path)).toBeUndefined();
  });

  test('shows nobody what they may not open, and no section without pages', () => {
    const shown = visibleSections((permission) => permission === 'shows:read' || permission === 'audit:read');
    const paths = shown.flatMap(({ pages }) => pages.map(({ path }) => path));
    expect(paths).toEqual(expect.arrayContaining(['/', '/operations/audit']));
    expect(paths).not.toContain('/operations');
    expect(visibleSections(() => false).every(({ pages }) => pages.length > 0)).toBe(true);
  });
});
