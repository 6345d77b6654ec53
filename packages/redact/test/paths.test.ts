import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

describe('paths', () => {
  const byPath = (...paths: string[]) => createRedactor({ keys: [], values: false, paths });

  test.each<[string, object, object]>([
    ['a.b', { a: { b: 1, c: 2 }, b: 3 }, { a: { b: '[REDACTED]', c: 2 }, b: 3 }],
    ['a["x-y"].z', { a: { 'x-y': { z: 1 } } }, { a: { 'x-y': { z: '[REDACTED]' } } }],
    ["['a.b']", { 'a.b': 1, a: { b: 2 } }, { 'a.b': '[REDACTED]', a: { b: 2 } }],
    ['a[1]', { a: [1, 2, 3] }, { a: [1, '[REDACTED]', 3] }],
    ['a.1', { a: [1, 2, 3] }, { a: [1, '[REDACTED]', 3] }],
    ['a[*].b', { a: [{ b: 1 }, { b: 2, c: 3 }] }, { a: [{ b: '[REDACTED]' }, { b: '[REDACTED]', c: 3 }] }],
    ['*.b', { a: { b: 1 }, c: { b: 2, d: { b: 3 } } }, { a: { b: '[REDACTED]' }, c: { b: '[REDACTED]', d: { b: 3 } } }],
    [
      '**.b',
      { b: 1, a: [{ b: 2 }, { c: { b: 3 } }] },
      { b: '[REDACTED]', a: [{ b: '[REDACTED]' }, { c: { b: '[REDACTED]' } }] },
    ],
    ['a.**.b', { b: 1, a: { b: 2, c: { b: 3 } } }, { b: 1, a: { b: '[REDACTED]', c: { b: '[REDACTED]' } } }],
    ['a.**', { a: { b: 1, c: 2 } }, { a: { b: '[REDACTED]', c: '[REDACTED]' } }],
    ['a', { a: { b: 1 } }, { a: '[REDACTED]' }],
    ['a.b', { a: true, c: null }, { a: true, c: null }],
    ['a', { a: null }, { a: '[REDACTED]' }],
    ['**.**.b', { a: { b: 1 } }, { a: { b: '[REDACTED]' } }],
    ['a.b', { a: { c: { b: 1 } }, c: { a: { b: 1 } } }, { a: { c: { b: 1 } }, c: { a: { b: 1 } } }],
    ['a["!b"]', { a: { '!b': 1, b: 2 } }, { a: { '!b': '[REDACTED]', b: 2 } }],
    ['a[""]', { a: { '': 1, b: 2 } }, { a: { '': '[REDACTED]', b: 2 } }],
  ])('%s', (path, value, expected) => {
    expect(byPath(path)(value)).toEqual(expected);
    expect(byPath(path, 'no.such[*]')(value)).toEqual(expected);
    expect(JSON.parse(byPath(path).stringify(value))).toEqual(expected);
  });

  test('with ! keep what names, texts and other paths speak against', () => {
    const redact = createRedactor({ paths: ['user.*', '!user.id', '!user.token'] });
    expect(redact({ user: { id: 1, name: 'Ada', token: 't' }, id: 2, token: 'x' })).toEqual({
      user: { id: 1, name: '[REDACTED]', token: 't' },
      id: 2,
      token: '[REDACTED]',
    });
    const kept = { password: 'x', mail: 'ada.lovelace@example.com', big: 1n };
    const all = createRedactor({ paths: ['!a'] });
    expect(all({ a: kept }).a).toBe(kept);
    expect(all.stringify({ a: kept })).toBe('{"a":{"password":"x","mail":"ada.lovelace@example.com","big":"1"}}');
    expect(byPath('!a', 'b')({ a: kept, b: 1 })).toEqual({ a: kept, b: '[REDACTED]' });
  });

  test('reach into a Map, an Error, a class instance and JSON in a text', () => {
    const redact = byPath('*.note');
    class Holder {
      note = 'x';
    }
    expect(redact({ map: new Map([['note', 1]]) })).toEqual({ map: new Map([['note', '[REDACTED]']]) });
    expect(redact({ error: Object.assign(new Error('e'), { note: 1 }) }).error.note).toBe('[REDACTED]');
    expect(redact({ holder: new Holder() }).holder.note).toBe('[REDACTED]');
    expect(redact({ json: '{"note":1}' })).toEqual({ json: '{"note":"[REDACTED]"}' });
    expect(byPath('holder.note')({ holder: new Holder() }).holder.note).toBe('[REDACTED]');
  });

  test('that are exact leave alone what they do not name', () => {
    const { stringify } = byPath('a.b');
    const cycle: Record<string, unknown> = { a: { b: 1 } };
    cycle['self'] = cycle;
    expect(stringify(cycle)).toBe('{"a":{"b":"[REDACTED]"},"self":"[CIRCULAR]"}');
    expect(stringify({ a: { c: 1n } })).toBe('{"a":{"c":"1"}}');
    expect(stringify(null)).toBe('null');
    expect(stringify({ a: undefined })).toBe('{}');
    expect(byPath('a.b', 'a[1]')({ a: Object.create(null, {}) })).toEqual({ a: {} });
  });

  test('with ! keep all that is below them, and JSON in a text as it is written', () => {
    const value = { a: { b: 1 } };
    expect(byPath('!a', 'a.b')(value)).toBe(value);
    expect(byPath('!a', 'b').stringify({ a: { big: 1n }, b: 1 })).toBe('{"a":{"big":"1"},"b":"[REDACTED]"}');
    const json = '{"id":1,"id":2}';
    expect(JSON.parse(createRedactor({ paths: ['!a'] }).stringify({ a: json, b: json }))).toEqual({
      a: json,
      b: '{"id":2}',
    });
  });

  test('that are exact look at nothing else, and return what has none of them', () => {
    const cycle: Record<string, unknown> = { a: { b: 1 } };
    cycle['self'] = cycle;
    expect(byPath('a.b')(cycle)).toEqual({ a: { b: '[REDACTED]' }, self: cycle });
    let reads = 0;
    const value = {
      a: null,
      get other() {
        return reads++;
      },
    };
    expect(byPath('a.b', 'c.d')(value)).toBe(value);
    expect(byPath('a.b')({ a: undefined })).toStrictEqual({ a: undefined });
    expect(byPath('a')({ a: undefined })).toStrictEqual({ a: undefined });
    expect(byPath('*')({ a: undefined })).toStrictEqual({ a: undefined });
    expect(reads).toBe(0);
    const clean = { a: { c: 1 } };
    expect(byPath('a.b', 'toString', 'a.constructor')(clean)).toBe(clean);
  });

  test('that are exact leave an instance one of its class, and make a plain list of another', () => {
    class Holder {
      note = 'x';
    }
    class List extends Array<unknown> {}
    const { holder, list } = byPath('holder.note', 'list[0]')({ holder: new Holder(), list: List.of(1, 2) });
    expect(holder).toBeInstanceOf(Holder);
    expect(list).toEqual(['[REDACTED]', 2]);
    expect(Object.getPrototypeOf(list)).toBe(Array.prototype);
  });

  test('that are exact hold for what a toJSON makes of a value', () => {
    const { stringify } = byPath('user.email');
    expect(stringify({ toJSON: () => ({ user: { email: 'x', id: 1 } }) })).toBe(
      '{"user":{"email":"[REDACTED]","id":1}}',
    );
    expect(stringify({ user: { email: 'x', toJSON: () => ({ email: 'y' }) } })).toBe('{"user":{"email":"[REDACTED]"}}');
  });

  test('that are exact reach into JSON in a text', () => {
    const redact = byPath('body.note', 'body.list[0]');
    expect(redact({ body: '{"note":1,"list":[2,3]}', note: '{"note":1}' })).toEqual({
      body: '{"note":"[REDACTED]","list":["[REDACTED]",3]}',
      note: '{"note":1}',
    });
    expect(byPath('note').text('{"note":1}')).toBe('{"note":"[REDACTED]"}');
    const plain = createRedactor({ keys: [], values: false, jsonStrings: false, paths: ['body.note'] });
    expect(plain({ body: '{"note":1}' })).toEqual({ body: '{"note":1}' });
  });

  test('that are exact lose nothing but what throws', () => {
    const broken = (): never => {
      throw new Error('no');
    };
    const value = {
      user: Object.defineProperty({ id: 1 }, 'email', { enumerable: true, get: broken }),
      a: { note: 'x' },
    };
    const other = Object.defineProperty({ a: { note: 'x' }, id: 1 }, 'late', { enumerable: true, get: broken });
    const redact = byPath('a.note', 'user.email');
    expect(redact(value)).toEqual({ user: { id: 1, email: '[UNREADABLE]' }, a: { note: '[REDACTED]' } });
    expect(redact(other)).toEqual({ a: { note: '[REDACTED]' }, id: 1, late: '[UNREADABLE]' });
    expect(redact.explain(other)).toEqual([
      { path: ['a', 'note'], by: 'path', rule: 'a.note' },
      { path: ['late'], by: 'value', rule: 'unreadable' },
    ]);
  });

  test('name the value that is left out', () => {
    const options = { keys: [], values: false, remove: true } as const;
    expect(createRedactor({ ...options, paths: ['a.b', 'l[0]'] })({ a: { b: 1, c: 2 }, l: [1, 2] })).toEqual({
      a: { c: 2 },
      l: [undefined, 2],
    });
    expect(createRedactor({ ...options, paths: ['a[*]'] })({ a: [1] })).toEqual({ a: [undefined] });
  });
});
