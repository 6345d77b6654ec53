import { describe, expect, test } from 'vitest';
import { exemptPathTest } from '../src/exempt-paths.ts';
import { normalisePath, pathOf } from '../src/normalise-path.ts';

describe('normalisePath', () => {
  test.each([
    ['/', '/'],
    ['/shows/7', '/shows/7'],
    ['//', '/'],
    ['//shows///7//', '/shows/7'],
    ['/a/./b/../c', '/a/c'],
    ['/../../a', '/a'],
    ['/a/%2e%2E/b', '/b'],
    ['/caf%C3%A9', '/café'],
    ['/%zz%', '/%zz%'],
    ['/%ff%41', '/%ff%41'],
    ['/%2541', '/%41'],
    ['/a%2Fb', '/a/b'],
    ['/.well-known/x', '/.well-known/x'],
  ])('reads %s as %s', (path, normal) => {
    expect(normalisePath(path)).toBe(normal);
  });
});

describe('pathOf', () => {
  test.each([
    ['/a?b=/c', '/a'],
    ['/a#b', '/a'],
    ['http://example.test/a/b?c', '/a/b'],
    ['http://example.test', 'http://example.test'],
    ['*', '*'],
    ['', ''],
  ])('finds in the target %j the path %j', (target, path) => {
    expect(pathOf(target)).toBe(path);
  });
});

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

  test('asks nothing where no path is listed', () => {
    expect(exemptPathTest([])).toBeUndefined();
  });
});
