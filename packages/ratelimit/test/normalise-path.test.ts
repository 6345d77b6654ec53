import { describe, expect, test } from 'vitest';
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
