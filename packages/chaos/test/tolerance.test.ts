import { describe, expect, test } from 'vitest';
import { checkOf } from '../src/experiment/within-tolerance.ts';
import type { Tolerance } from '../src/experiment.ts';

const context = { signal: new AbortController().signal };
const within = (tolerance: Tolerance, answer: unknown) => checkOf(tolerance)(answer, context);
const http = (body: unknown) => ({ status: 200, headers: {}, body });
const process_ = (stdout: string, stderr = '') => ({ status: 0, stdout, stderr });

describe('a tolerance', () => {
  test.each<[tolerance: Tolerance, answer: unknown, met: boolean]>([
    // A scalar is strict; of an answer with a status that is what counts.
    [6, 6, true],
    [6, 7, false],
    [6, '6', false],
    [6, { status: 6 }, true],
    [6, { status: 7 }, false],
    [true, true, true],
    [true, false, false],
    [true, 1, false],
    [false, undefined, false],
    ['OK', 'OK', true],
    ['OK', 'not OK', false],
    ['OK', null, false],
    [200, http(''), true],
    // Two are a range, more are a choice; statuses are always a choice.
    [[4, 9], 4, true],
    [[4, 9], 9, true],
    [[4, 9], 6.5, true],
    [[4, 9], 3, false],
    [[4, 9], 10, false],
    [[4, 9], '6', false],
    [['a', 'c'], 'b', true],
    [['a', 'c'], 'a', true],
    [['a', 'c'], 'c', true],
    [['a', 'c'], 5, false],
    [['a', 'c'], 'd', false],
    [[true, false], true, true],
    [[4, 9, 78], 9, true],
    [[4, 9, 78], 8, false],
    [[5], 5, true],
    [[4, 'x'], 'x', true],
    [[4, 'x'], 5, false],
    [[5, 6], { status: 6 }, true],
    [[5, 7], { status: 6 }, false],
    [{ type: 'range', range: [4, 8] }, 4, true],
    [{ type: 'range', range: [4, 8] }, 8.1, false],
    [{ type: 'range', range: [4.6, 8.9] }, 8.9, true],
    [{ type: 'range', range: [200, 299] }, http(''), true],
    [{ type: 'range', range: [10, 800], target: 'body' }, http('580'), true],
    [{ type: 'range', range: [10.5, 800.89], target: 'body' }, http('1230.7'), false],
    [{ type: 'range', range: [0, 8], target: 'body' }, http('bad'), false],
    [{ type: 'range', range: [0, 8], target: 'body' }, http(' '), false],
    [{ type: 'range', range: [0, 8] }, null, false],
    [{ type: 'regex', pattern: '[0-9]{2}' }, 'you are number 87', true],
    [{ type: 'regex', pattern: '[0-9]{2}' }, 'you are number 8', false],
    [{ type: 'regex', pattern: '^2' }, http('x'), true],
    [{ type: 'regex', pattern: '[0-9]{2}', target: 'stdout' }, process_('is 87'), true],
    [{ type: 'regex', pattern: '[0-9]{2}', target: 'stdout' }, process_('is 8', 'is 87'), false],
    [{ type: 'regex', pattern: '"a":1', target: 'body' }, http({ a: 1 }), true],
    [{ type: 'regex', pattern: 'x', target: 'nothing' }, 'x', true],
    [{ type: 'regex', pattern: 'x' }, undefined, false],
    // Python's ways to say it.
    [{ type: 'regex', pattern: '(?i)HELLO' }, 'hello', true],
    [{ type: 'regex', pattern: '(?P<a>x)(?P=a)' }, 'xx', true],
    [{ type: 'regex', pattern: '(?m)\\Ab' }, 'a\nb', false],
    [{ type: 'regex', pattern: '(?m)a\\Z' }, 'a\nb', false],
    [{ type: 'regex', pattern: '^ok$' }, 'ok\n', true],
    [{ type: 'regex', pattern: '^ok$' }, 'ok\n\n', false],
    [{ type: 'regex', pattern: '^ok$' }, 'ok\nno', false],
    [{ type: 'regex', pattern: '(?m)^ok$' }, 'no\nok\nno', true],
    [{ type: 'regex', pattern: '^[$\\]]\\$$' }, '$$', true],
    [{ type: 'regex', pattern: '^[^]$]\\\\$' }, 'x\\', true],
    [{ type: 'jsonpath', path: '$.foo[*].baz' }, '{"foo": [{"baz": 1}, {"baz": 2}]}', true],
    [{ type: 'jsonpath', path: 'foo[*].baz' }, { foo: [{ baz: 1 }] }, true],
    [{ type: 'jsonpath', path: '$.foo[*].baz' }, { foo: [] }, false],
    [{ type: 'jsonpath', path: '$.foo[*].baz' }, 'no JSON', false],
    [{ type: 'jsonpath', path: '$.foo.*[?(@.baz)]' }, { foo: [{ baz: 1 }, { baz: 2 }] }, true],
    [{ type: 'jsonpath', path: '$.notsofoo.*[?(@.baz)].baz' }, { foo: [{ baz: 1 }] }, false],
    [{ type: 'jsonpath', path: '$.foo.*[?(@.baz=4)]', count: 2 }, { foo: [{ baz: 4 }, { baz: 4 }] }, true],
    [{ type: 'jsonpath', path: '$.foo.*[?(@.baz=4)]', count: 1 }, { foo: [{ baz: 4 }, { baz: 4 }] }, false],
    [{ type: 'jsonpath', path: '$.foo', count: 0 }, {}, true],
    [{ type: 'jsonpath', path: '$.foo[?(@.baz="hello")]', count: 1 }, { foo: { baz: 'hello' } }, true],
    [{ type: 'jsonpath', path: '$.foo[?(@.baz)].baz', expect: 'hello' }, { foo: { baz: 'hello' } }, true],
    [{ type: 'jsonpath', path: '$.foo[*].baz', expect: 4 }, { foo: [{ baz: 4 }, { baz: 4 }] }, true],
    [{ type: 'jsonpath', path: '$.foo[*].baz', expect: 4 }, { foo: [{ baz: 4 }, { baz: 5 }] }, false],
    [{ type: 'jsonpath', path: '$.foo[*].baz', expect: 4 }, { foo: [] }, false],
    [{ type: 'jsonpath', path: '$.foo[*].baz', expect: [4, 5] }, { foo: [{ baz: 4 }, { baz: 5 }] }, true],
    [{ type: 'jsonpath', path: '$.foo[?(@.baz)].baz', expect: [['a', 'b']] }, { foo: { baz: ['a', 'b'] } }, true],
    [{ type: 'jsonpath', path: '$.foo[?(@.baz)].baz', expect: [] }, { foo: { jon: 'boom' } }, true],
    [{ type: 'jsonpath', path: '$.status', expect: 200 }, http(''), true],
    [{ type: 'jsonpath', path: '$.ok', target: 'body', expect: true }, http('{"ok":true}'), true],
    [(answer: unknown) => answer === 1, 1, true],
  ])('%j of %j: %s', (tolerance, answer, met) => {
    expect(within(tolerance, answer)).toBe(met);
  });

  test.each<[tolerance: unknown, message: string]>([
    [{ type: 'boom' }, 'must be a scalar, a list of scalars, a range, regex or jsonpath tolerance, or a function'],
    [undefined, 'must be a scalar'],
    [null, 'must be a scalar'],
    [Number.NaN, 'must be a scalar'],
    [[], 'must be a list of scalars that is not empty'],
    [[1, {}], 'must be a list of scalars'],
    [{ type: 'range' }, 'must have a range of two numbers'],
    [{ type: 'range', range: [1] }, 'must have a range of two numbers'],
    [{ type: 'range', range: [1, Number.NaN] }, 'must have a range of two numbers'],
    [{ type: 'range', range: ['a', 6] }, 'must have a range of two numbers'],
    [{ type: 'regex' }, 'must have a pattern'],
    [{ type: 'regex', pattern: '[0-9' }, 'Invalid regular expression'],
    [{ type: 'jsonpath' }, 'must have a path that is not empty'],
    [{ type: 'jsonpath', path: ' ' }, 'must have a path that is not empty'],
    [{ type: 'jsonpath', path: '$[' }, 'must have a name, an index'],
  ])('%j is none', (tolerance, message) => {
    // What JavaScript and documents may hold.
    expect(() => checkOf(tolerance as Tolerance)).toThrow(message);
  });
});
