import { describe, expect, test } from 'vitest';
import { exemptPathTest } from '../src/exempt-paths.ts';

describe('exemptPathTest', () => {
  const isExempt = exemptPathTest(['/health', '/docs/*', '/a.b', '/*/ready', /^\/metrics/y]);

  test.each(['/health', '/health/', '/docs/a/', '/docs/a/b', '/docs/caf%C3%A9', '/a.b', '/v1/ready', '/metrics/x'])(
    'finds %s exempt, each time',
    (path) => {
      expect([isExempt?.(path), isExempt?.(path)]).toEqual([true, true]);
    },
  );

  test.each([
    '/',
    '/healthy',
    '//health',
    '/Health',
    '/%68ealth',
    '/docs',
    '/docs/',
    '/aab',
    '/docs/../admin',
    '/docs/%2e%2e/admin',
    '/docs/..%2fadmin',
    '/admin/../docs/x',
    '/admin/%2e%2e/docs/x',
    '/x/metrics',
  ])('does not find %s exempt', (path) => {
    expect(isExempt?.(path)).toBe(false);
  });

  test('takes no longer for a path that is written to take long', () => {
    const path = `/${'/a/b'.repeat(3_000)}`;
    const startedAt = performance.now();
    expect(exemptPathTest(['/*/a/*/b/*.js'])?.(path)).toBe(false);
    // A pattern with three times .* needs minutes for it.
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('takes the root for a path of its own', () => {
    const isRoot = exemptPathTest(['/']);
    expect(['/', '/a', ''].map((path) => isRoot?.(path))).toEqual([true, false, false]);
  });

  test('asks nothing where no path is listed', () => {
    expect(exemptPathTest([])).toBeUndefined();
  });
});
