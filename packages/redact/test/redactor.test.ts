import { describe, expect, test } from 'vitest';
import { createRedactor, defaultDetectors, masks } from '../src/index.ts';

describe('a redactor', () => {
  test('knows names and texts without being told', () => {
    const redact = createRedactor();
    const value = { user: { email: 'john.doe@example.com', password: 'hunter2' }, note: 'card 4111 1111 1111 1111' };
    expect(redact(value)).toEqual({
      user: { email: 'joh***@example.com', password: '[REDACTED]' },
      note: 'card ****-****-****-1111',
    });
  });

  test('shares what is clean with the original', () => {
    const value = { a: { id: 1 }, b: { password: 'x' }, c: [{ id: 2 }] };
    const copy = createRedactor()(value);
    expect(copy).not.toBe(value);
    expect(copy.a).toBe(value.a);
    expect(copy.c).toBe(value.c);
  });

  test('has methods that stand alone', () => {
    const { text, stringify, explain, extend } = createRedactor();
    expect(text('to ada.lovelace@example.com')).toBe('to ada***@example.com');
    expect(stringify({ token: 'x' })).toBe('{"token":"[REDACTED]"}');
    expect(explain({ token: 'x' })).toHaveLength(1);
    expect(extend({ censor: '-' })({ token: 'x' })).toEqual({ token: '-' });
  });

  test('that is not enabled returns everything as it is, and still writes JSON', () => {
    const { stringify, ...redact } = createRedactor({ enabled: false, paths: ['a'] });
    const value = { password: 'x', a: 1n };
    expect(createRedactor({ enabled: false })(value)).toBe(value);
    expect(redact.text('ada.lovelace@example.com')).toBe('ada.lovelace@example.com');
    expect(stringify(value)).toBe('{"password":"x","a":"1"}');
  });

  test('keeps the order of the names', () => {
    expect(Object.keys(createRedactor()({ a: 1, password: 'x', b: 2 }))).toEqual(['a', 'password', 'b']);
  });
});

describe('a censor', () => {
  test('may be a text', () => {
    expect(createRedactor({ censor: '***' })({ password: 'x' })).toEqual({ password: '***' });
  });

  test('may be a function, which is told of the value and its place', () => {
    const told: unknown[] = [];
    const redact = createRedactor({
      paths: ['list[*].note', 'root'],
      censor(value, context) {
        told.push([value, context]);
        return String(value).length;
      },
    });
    expect(redact({ list: [{ note: 'abc' }, { deep: { apiKey: 'abcd' } }] })).toEqual({
      list: [{ note: 3 }, { deep: { apiKey: 4 } }],
    });
    expect(told).toEqual([
      ['abc', { path: ['list', 0, 'note'], by: 'path', rule: 'list[*].note' }],
      ['abcd', { path: ['list', 1, 'deep', 'apiKey'], by: 'name', rule: 'api key' }],
    ]);
  });

  test('that throws gives nothing away', () => {
    const redact = createRedactor({
      censor: () => {
        throw new Error('no');
      },
    });
    expect(redact({ password: 'x', id: 1 })).toEqual({ password: '[REDACTED]', id: 1 });
  });

  test('may leave properties out, of a Map, a URL and headers too', () => {
    const redact = createRedactor({ remove: true });
    expect(redact({ password: 'x', id: 1 })).toEqual({ id: 1 });
    expect(redact(new Map([['token', 1]]))).toEqual(new Map());
    expect(redact(new URL('https://u:p@example.com/?token=1&b=2')).href).toBe('https://example.com/?b=2');
    expect([...redact(new Headers({ cookie: 'a', accept: 'b' }))]).toEqual([['accept', 'b']]);
    expect(redact(Object.assign(new Error('e'), { token: 'x' }))).not.toHaveProperty('token');
  });
});

test('an accessor of the class neither hears of the copy nor hides what stands in it', () => {
  class Account {
    readonly heard: unknown[] = [];
    set password(value: unknown) {
      this.heard.push(value);
      throw new Error('read only');
    }
  }
  const account = Object.defineProperty(new Account(), 'password', { value: 'x', enumerable: true });
  expect({ ...createRedactor()(account) }).toEqual({ heard: [], password: '[REDACTED]' });
  expect(account.heard).toEqual([]);
});

test('an error whose stack is left out has none', () => {
  const copy = createRedactor({ remove: true, paths: ['stack'] })(new Error('e'));
  expect(copy.message).toBe('e');
  expect(Object.hasOwn(copy, 'stack')).toBe(false);
});

test('a value that cannot be written is redacted as a whole', () => {
  const redact = createRedactor({ censor: () => 1n });
  expect(redact.text('{"password":1}')).toBe('[REDACTED]');
  expect(redact({ a: { json: '{"password":1}' } })).toEqual({ a: '[UNREADABLE]' });
});

describe('masks', () => {
  test('take the place of those of the detectors', () => {
    const redact = createRedactor({ masks: { email: masks.full }, censor: '—' });
    expect(redact.text('to ada.lovelace@example.com')).toBe('to —');
    expect(
      createRedactor({ values: defaultDetectors, masks: { email: (found) => `<${found.length}>` } }).text(
        'ada.lovelace@example.com',
      ),
    ).toBe('<24>');
  });

  test('of no detector are ignored, also where an object has a property of that name', () => {
    const detector = { id: 'toString', triggers: [], pattern: /x+/, mask: () => '-' };
    expect(createRedactor({ values: [detector], masks: {} }).text('axxb')).toBe('a-b');
  });
});

describe('explain', () => {
  test('says where and why', () => {
    const { explain } = createRedactor({ paths: ['a.*'] });
    expect(
      explain({
        a: { b: 1 },
        list: [{ userApiKey: 'x' }, 'to ada.lovelace@example.com!'],
        json: '{"token":"x"}',
        map: new Map([['pin', 1]]),
      }),
    ).toEqual([
      { path: ['a', 'b'], by: 'path', rule: 'a.*' },
      { path: ['list', 0, 'userApiKey'], by: 'name', rule: 'api key' },
      { path: ['list', 1], by: 'value', rule: 'email', start: 3, end: 27 },
      { path: ['json', 'token'], by: 'name', rule: 'token' },
      { path: ['map', 'pin'], by: 'name', rule: 'pin' },
    ]);
  });

  test('says which exact path hit', () => {
    const { explain } = createRedactor({ keys: [], values: false, paths: ['a.b', 'a.c[1]'] });
    expect(explain({ a: { b: 1, c: [2, 3] } })).toEqual([
      { path: ['a', 'b'], by: 'path', rule: 'a.b' },
      { path: ['a', 'c', '1'], by: 'path', rule: 'a.c[1]' },
    ]);
  });

  test('finds what names give away', () => {
    const mail = 'ada.lovelace@example.com';
    expect(createRedactor().explain({ [mail]: 1, map: new Map([[mail, 1]]) })).toEqual([
      { path: ['ada***@example.com'], by: 'value', rule: 'email' },
      { path: ['map', 'ada***@example.com'], by: 'value', rule: 'email' },
    ]);
  });

  test('finds nothing in a clean value, and nothing at all with exact paths that are not there', () => {
    expect(createRedactor().explain({ a: 1 })).toEqual([]);
    expect(createRedactor({ keys: [], values: false, paths: ['x.y'] }).explain({ password: 1 })).toEqual([]);
  });

  test('names what could not be looked at', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const broken = {
      get x(): never {
        throw new Error('x');
      },
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(createRedactor().explain({ cycle, broken, proxy })).toEqual([
      { path: ['cycle', 0], by: 'value', rule: 'circular' },
      { path: ['broken', 'x'], by: 'value', rule: 'unreadable' },
      { path: ['proxy'], by: 'value', rule: 'unreadable' },
    ]);
  });
});

describe('a cap', () => {
  test('on the depth redacts what is below', () => {
    const redact = createRedactor({ maxDepth: 2 });
    expect(redact({ a: { b: { c: 1 } }, d: 1 })).toEqual({ a: { b: '[REDACTED]' }, d: 1 });
    expect(redact.explain([[[1]]])).toEqual([{ path: [0, 0], by: 'value', rule: 'max-depth' }]);
  });

  test('on the values redacts what comes after, and cuts a list', () => {
    const redact = createRedactor({ maxNodes: 4 });
    expect(redact({ a: 1, b: 2, c: 3, d: 4, e: 'x', f: { g: 1 } })).toEqual({
      a: 1,
      b: 2,
      c: 3,
      d: '[REDACTED]',
      e: '[REDACTED]',
      f: '[REDACTED]',
    });
    expect(redact([1, 2, 3, 4, 5, 6])).toEqual([1, 2, 3, '[REDACTED]']);
    expect(redact.explain([1, 2, 3, 4])).toEqual([{ path: [], by: 'value', rule: 'max-nodes' }]);
  });

  test('on the length of texts redacts those that are searched', () => {
    expect(createRedactor({ maxStringLength: 5 })(['12345', '123456'])).toEqual(['12345', '[REDACTED]']);
    const unsearched = createRedactor({ maxStringLength: 5, values: false });
    expect(unsearched(['123456', '{"a":1}'])).toEqual(['123456', '[REDACTED]']);
  });
});

describe('extend', () => {
  const parent = createRedactor({
    keys: ['one'],
    paths: ['p'],
    values: false,
    censor: '-',
    masks: { email: masks.full },
  });

  test('adds names and paths, and leaves the parent as it was', () => {
    const child = parent.extend({ keys: { extend: ['two'], allow: ['not one'] }, paths: ['q'] });
    const value = { one: 'a', two: 'b', p: 'c', q: 'd', notOne: 'e' };
    expect(child(value)).toEqual({ one: '-', two: '-', p: '-', q: '-', notOne: 'e' });
    expect(parent(value)).toEqual({ one: '-', two: 'b', p: '-', q: 'd', notOne: '-' });
  });

  test('replaces names that are given as a list, and any other option', () => {
    const child = parent.extend({ keys: ['two'], censor: '+', values: 'default' });
    expect(child({ one: 'a', two: 'b' })).toEqual({ one: 'a', two: '+' });
    expect(child.text('ada.lovelace@example.com')).toBe('+');
    expect(child.extend({ values: false }).text('ada.lovelace@example.com')).toBe('ada.lovelace@example.com');
    expect(child.extend({ values: 'strict', masks: { email: () => '!' } }).text('ada.lovelace@example.com')).toBe('!');
  });
});
