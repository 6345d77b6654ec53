import jsonLogic from 'json-logic-js';
import { describe, expect, test } from 'vitest';
import type { Json } from '../src/json.ts';
import { compiled } from './compiled.ts';

describe('where the published tests of JsonLogic are silent, json-logic-js is asked', () => {
  test.each<[Json, object]>([
    [{ '!!': [{}] }, {}],
    [{ reduce: [[], { var: 'current' }] }, {}],
    [{ reduce: [{ var: 'none' }, { var: 'current' }, 7] }, {}],
    [{ reduce: [[1, 2], { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] }, {}],
    [{ var: { var: 'path' } }, { path: 'age', age: 3 }],
    [{ var: { var: 'none' } }, [1]],
    [{ var: ['user.none', { var: 'age' }] }, { age: 3 }],
    [{ var: 'list.1' }, { list: ['a', 'b'] }],
    [{ var: 'list.length' }, { list: ['a', 'b'] }],
    [{ var: 'name.length' }, { name: 'abc' }],
    [{ var: 'a.b.c.d' }, { a: { b: { c: { d: 1 } } } }],
    [{ var: 'a.b.c.d' }, { a: { b: null } }],
    [{ substr: ['jsonlogic'] }, {}],
    [{ substr: ['jsonlogic', -20] }, {}],
    [{ substr: ['jsonlogic', 1, 0] }, {}],
    [{ substr: [{ var: 'age' }, 0, 1] }, { age: 42 }],
    [{ missing_some: [1, ['a', 'b']] }, { b: 1 }],
    [{ missing: { merge: ['a', 'b'] } }, { b: 1 }],
    [{ in: [1, { var: 'text' }] }, { text: 'a1' }],
    [{ in: ['a', { var: 'user' }] }, { user: { a: 1 } }],
    [{ '<': [1, { var: 'age' }, 3] }, { age: 2 }],
    [{ '<=': [1, { var: 'age' }, 3] }, { age: 4 }],
    [{ '<': [{ var: 'age' }, 18] }, {}],
    [{ '>': ['10', '9'] }, {}],
    [{ '>': ['10', 9] }, {}],
    [{ '==': [1, true] }, {}],
    [{ '==': ['1', { var: 'age' }] }, { age: 1 }],
    [{ '!=': ['1', { var: 'age' }] }, { age: 1 }],
    [{ '==': ['pro', { var: 'plan' }] }, {}],
    [{ and: [] }, {}],
    [{ if: [] }, {}],
    [{ if: [false, 1, false, 2] }, {}],
    [{ all: [{ var: 'none' }, true] }, {}],
    [{ none: [{ var: 'none' }, true] }, {}],
    [{ map: [{ var: 'list' }, { '*': [{ var: '' }, 2] }] }, { list: [1, 2] }],
    [{ filter: ['text', true] }, {}],
    [{ merge: [[1], 2, [[3]]] }, {}],
    [{ '-': [3] }, {}],
    [{ '%': [7, 4] }, {}],
    [{ cat: [null, 'a', ['b', ['c']], 1] }, {}],
  ])('%j of %j', (json, data) => {
    const expected: unknown = jsonLogic.apply(json as never, data);
    // `and` of nothing is undefined there, and null here: neither is a variant.
    expect(compiled(json).rule(data)).toEqual(expected ?? null);
  });
});

test('missing_some takes one key that is no list', () => {
  expect(compiled({ missing_some: [1, 'a'] }).rule({})).toEqual(['a']);
  expect(compiled({ missing_some: [1, 'a'] }).rule({ a: 1 })).toEqual([]);
});

test('a whole that is no object is handed on as it is', () => {
  expect(compiled({ var: '' }).rule([1])).toEqual([1]);
  expect(compiled({ var: 'a' }).rule(null)).toBeNull();
  expect(compiled({ var: 'a' }).rule(undefined)).toBeNull();
});
