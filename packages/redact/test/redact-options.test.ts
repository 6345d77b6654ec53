import { describe, expect, test } from 'vitest';
import { createRedactor, type RedactOptions } from '../src/index.ts';

describe('options', () => {
  test.each<[RedactOptions, string]>([
    [{ maxDepth: 0 }, 'maxDepth must be an integer from 1 to 500, got 0'],
    [{ maxDepth: 501 }, 'maxDepth must be an integer from 1 to 500, got 501'],
    [{ maxNodes: Number.NaN }, 'maxNodes must be an integer >= 1, got NaN'],
    [{ maxNodes: 0 }, 'maxNodes must be an integer >= 1, got 0'],
    [{ maxNodes: 1.5 }, 'maxNodes must be an integer >= 1, got 1.5'],
    [{ maxDepth: 1.5 }, 'maxDepth must be an integer from 1 to 500, got 1.5'],
    [{ values: true as false }, "values must be false, 'default', 'strict' or an array of Detector, got true"],
    [{ maxStringLength: Infinity }, 'maxStringLength must be an integer >= 1, got Infinity'],
    [{ values: 'all' as 'strict' }, "values must be false, 'default', 'strict' or an array of Detector, got \"all\""],
    [{ keys: ['ok', '12'] }, 'keys[1] must be a name with a letter in it or a RegExp, got "12"'],
    [{ keys: { extend: ['-'] } }, 'keys.extend[0] must be a name with a letter in it or a RegExp, got "-"'],
    [{ keys: { allow: [''] } }, 'keys.allow[0] must be a name with a letter in it, got ""'],
    ...['', 'a..b', 'a.', '.', 'a[', 'a[x]', 'a b[', '!', 'x*', 'a.*b', '[**]', 'a["b]', 'a]'].map(
      (path): [RedactOptions, string] => [
        { paths: ['fine', path] },
        `paths[1] must be a path such as a.b["x-y"], a[*].b or !a.**.b, got ${JSON.stringify(path)}`,
      ],
    ),
  ])('refuse the wrong value %o', (options, message) => {
    expect(() => createRedactor(options)).toThrow(new RangeError(`createRedactor: ${message}`));
  });

  test.each<[object, string]>([
    [{ keys: 'password' }, 'keys must be an array of names or { extend, allow }, got "password"'],
    [{ keys: [1] }, 'keys[0] must be a name with a letter in it or a RegExp, got 1'],
    [{ keys: [{}] }, 'keys[0] must be a name with a letter in it or a RegExp, got an object'],
    [{ keys: { only: [] } }, 'keys: unknown option only, expected one of extend, allow'],
    [{ paths: 'a.b' }, 'paths must be an array, got "a.b"'],
    [{ paths: [7] }, 'paths[0] must be a path such as a.b["x-y"], a[*].b or !a.**.b, got 7'],
    [{ values: {} }, "values must be false, 'default', 'strict' or an array of Detector, got an object"],
    [{ values: 1 }, "values must be false, 'default', 'strict' or an array of Detector, got 1"],
    [
      { values: [{ id: 'x', triggers: [], pattern: 'x', mask: () => '' }] },
      'values[0]: pattern must be a RegExp, got "x"',
    ],
    [{ values: [{ id: 'x' }] }, 'values[0]: triggers must be an array of strings that are not empty, got undefined'],
    [
      { values: [{ id: 'x', triggers: [''], pattern: /x/, mask: () => '' }] },
      'values[0]: triggers must be an array of strings that are not empty, got an object',
    ],
    [{ values: [{ id: 'x', triggers: [], pattern: /x/ }] }, 'values[0]: mask must be a function, got undefined'],
    [{ masks: { email: 'x' } }, 'masks.email must be a function, got "x"'],
    [{ censor: 5 }, 'censor must be a string or a function, got 5'],
    [{ remove: 'yes' }, 'remove must be a boolean, got "yes"'],
    [{ enabled: null }, 'enabled must be a boolean, got null'],
    [{ key: [] }, 'unknown option key, expected one of enabled, keys, '],
  ])('refuse the wrong kind %o', (options, message) => {
    expect(() => createRedactor(options as RedactOptions)).toThrow(TypeError);
    expect(() => createRedactor(options as RedactOptions)).toThrow(message);
  });

  test('may be as small and as large as they say', () => {
    const redact = createRedactor({ maxDepth: 1, maxNodes: 2, maxStringLength: 1 });
    expect(redact({ a: 'b' })).toEqual({ a: 'b' });
    expect(createRedactor({ maxNodes: 1 })(['a'])).toEqual(['[REDACTED]']);
    expect(createRedactor({ maxDepth: 500 }).text('a')).toBe('a');
  });

  test('that ask for nothing have nothing looked at', () => {
    const cycle: Record<string, unknown> = { password: 'x' };
    cycle['self'] = cycle;
    expect(createRedactor({ enabled: false })(cycle)).toBe(cycle);
    expect(createRedactor({ keys: [], values: false })(cycle)).toBe(cycle);
  });

  test('of extend are refused in its name', () => {
    expect(() => createRedactor().extend({ maxNodes: 0 })).toThrow('extend: maxNodes must be');
  });

  test('are copied: changing them later changes nothing', () => {
    const keys = ['one'];
    const paths = ['a'];
    const redact = createRedactor({ keys, paths });
    keys.push('two');
    paths.push('b');
    expect(redact.extend({})({ one: 'x', two: 'y', a: 1, b: 2 })).toEqual({
      one: '[REDACTED]',
      two: 'y',
      a: '[REDACTED]',
      b: 2,
    });
  });
});
