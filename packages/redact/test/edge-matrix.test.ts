// Every kind of value that JavaScript has, each with a secret in it: none may get through, throw, or be changed.
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createRedactor, type Redactor } from '../src/index.ts';

const secret = 'hunter2-xyz';
const mail = 'ada.lovelace@example.com';

class Account {
  readonly id = 1;
  readonly password = secret;
  greet(): string {
    return `account ${this.id}`;
  }
}

class Failure extends Error {
  override readonly name = 'Failure';
  readonly token = secret;
}

function cyclic(): object {
  const value: Record<string, unknown> = { id: 1, password: secret };
  value['self'] = value;
  value['list'] = [value, new Map([['again', value]])];
  return value;
}

function proxied(): object {
  return new Proxy({ password: secret, id: 1 }, {});
}

const values: Record<string, () => unknown> = {
  'a plain object': () => ({ password: secret, note: mail }),
  'an object without prototype': () => Object.assign(Object.create(null), { password: secret }),
  'an object of another realm': () => runInNewContext('({ list: [{ password: "hunter2-xyz" }] })'),
  'a Map': () =>
    new Map<unknown, unknown>([
      ['password', secret],
      ['note', mail],
      [{ token: secret }, 1],
      [7, mail],
    ]),
  'a Map whose key is a secret': () => new Map([[mail, 1]]),
  'a Set': () => new Set([mail, { password: secret }]),
  'an Error': () => Object.assign(new Error(mail, { cause: new Error(mail) }), { password: secret }),
  'an Error without a stack': () => Object.assign(Object.create(Error.prototype), { message: mail }),
  'an AggregateError': () => new AggregateError([new Failure(mail)], mail),
  'a subclass of Error': () => new Failure('failed'),
  'a URL': () => new URL(`https://ada:${secret}@example.com/p?token=${secret}&q=${mail}#access_token=${secret}`),
  'a URL with a name only': () => new URL(`https://${secret}@example.com/`),
  'a URLSearchParams': () => new URLSearchParams({ token: secret, q: mail }),
  'a Headers': () => new Headers({ authorization: secret, 'x-note': mail }),
  'a class instance': () => new Account(),
  'a class instance with a symbol': () => Object.assign(new Account(), { [Symbol('token')]: { note: mail } }),
  'a getter': () => ({
    get password() {
      return secret;
    },
    get user() {
      return { note: mail };
    },
  }),
  'a Proxy': proxied,
  'a key that is a secret': () => ({ [mail]: 1 }),
  'an object with toJSON': () => ({ id: 1, toJSON: () => ({ password: secret }) }),
  'a function with toJSON': () => Object.assign(() => 1, { toJSON: () => ({ password: secret }) }),
  'a toJSON that returns its own object': () => ({
    password: secret,
    toJSON() {
      return this;
    },
  }),
  'a subclass of Array': () => class List extends Array<unknown> {}.from([mail, { password: secret }]),
  'a cycle': cyclic,
  'a shared reference': () => {
    const shared = { password: secret };
    return { a: shared, b: [shared, shared] };
  },
  'a sparse array': () => Object.assign(new Array(5), { 2: { password: secret } }),
  'a long sparse array': () => Object.assign(new Array(2 ** 32 - 1), { 20000: mail }),
  'a boxed string': () => ({ note: Object(mail) }),
  'a BigInt': () => ({ password: 12n, id: 3n, boxed: Object(4n) }),
  'an array of arrays': () => [[[[mail, [{ password: secret }]]]]],
  'a text of 100 MB': () => `${mail} `.repeat(4_000_000),
};

const redactors: Record<string, Redactor> = {
  plain: createRedactor(),
  watched: createRedactor({ onEvent: () => {} }),
  'with paths': createRedactor({ paths: ['**.nothing', '*.nowhere'] }),
  removing: createRedactor({ remove: true }),
};

describe.each(Object.entries(redactors))('%s', (_, redact) => {
  test.each(Object.entries(values))('lets no secret of %s through and does not change it', (_name, make) => {
    const value = make();
    const before = inspect(value, { depth: 9, maxStringLength: 100 });
    const shown = inspect(redact(value), {
      depth: 9,
      showHidden: false,
      maxArrayLength: 30_000,
      maxStringLength: 1_000,
    });
    const json = redact.stringify(value);
    for (const output of [shown, json, JSON.stringify(shown)]) {
      expect(output.includes(secret)).toBe(false);
      expect(output.includes('lovelace')).toBe(false);
    }
    expect(() => JSON.parse(json)).not.toThrow();
    expect(inspect(value, { depth: 9, maxStringLength: 100 })).toBe(before);
  });
});

describe('a clean value comes back as itself', () => {
  test.each<[string, unknown]>([
    ['a plain object', { id: 1, list: [1, 'two', { three: 3 }], none: null, nothing: undefined }],
    [
      'NaN in an object, a list, a Map, an Error and an instance',
      [NaN, { n: NaN }, new Map([['n', NaN]]), Object.assign(new Error(), { n: NaN })],
    ],
    ['a Date', new Date(0)],
    ['a Buffer', Buffer.from('password')],
    ['a typed array', new Float64Array([4111111111111111])],
    [
      'a Map',
      new Map<unknown, unknown>([
        ['id', 1],
        [NaN, 2],
      ]),
    ],
    ['a Set', new Set([1])],
    ['an Error', new Error('no secret')],
    ['a URL', new URL('https://example.com/?q=1#top')],
    ['a URLSearchParams', new URLSearchParams('q=1')],
    ['a Headers', new Headers({ accept: '*/*' })],
    [
      'a class instance',
      new (class Point {
        x = 1;
      })(),
    ],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a BigInt', 12n],
    ['a text', 'nothing to see'],
    ['undefined', undefined],
    ['a RegExp', /x/],
    ['a boxed string', Object('x')],
    ['a sparse array', Object.assign(new Array(3), { 1: 1 })],
  ])('%s', (_, value) => {
    expect(createRedactor()(value)).toBe(value);
    expect(createRedactor({ onEvent: () => {}, paths: ['a.b.**'] })(value)).toBe(value);
  });
});

describe('what is left of', () => {
  const redact = createRedactor();

  test('a class instance is one of the same class', () => {
    const copy = redact(new Account());
    expect(copy).toBeInstanceOf(Account);
    expect(copy.greet()).toBe('account 1');
    expect(copy.password).toBe('[REDACTED]');
  });

  test('an Error is one of the same class, with its properties as they were', () => {
    const copy = redact(new Failure('failed'));
    expect(copy).toBeInstanceOf(Failure);
    expect(copy.stack).toContain('failed');
    expect(Object.keys(copy)).toEqual(['name', 'token']);
  });

  test('a URL is a URL, with what is not secret', () => {
    const copy = redact(new URL('https://u:p@example.com/a?token=t&page=2#id_token=x&b=1'));
    expect(copy.searchParams.get('token')).toBe('[REDACTED]');
    expect(copy.searchParams.get('page')).toBe('2');
    expect(copy.hash).toBe('#id_token=%5BREDACTED%5D&b=1');
    expect(copy.pathname).toBe('/a');
  });

  test('a URL keeps its user where no name speaks against it', () => {
    const url = new URL('https://ada:pw@example.com/?token=1');
    expect(createRedactor({ keys: ['token'], values: false, paths: ['!token'] })(url)).toBe(url);
  });

  test('an array with a toJSON that returns the array itself is redacted like any other', () => {
    const list = Object.assign([{ password: secret }, 1], {
      toJSON() {
        return this;
      },
    });
    expect(JSON.stringify(redact(list))).toBe('[{"password":"[REDACTED]"},1]');
  });

  test('a URL that is none without its secret is a text', () => {
    const all = createRedactor({ values: [{ id: 'all', triggers: [], pattern: /.+/, mask: () => 'gone' }] });
    expect(all(new URL('https://example.com'))).toBe('gone');
  });

  test('a revoked Proxy is a word', () => {
    const { proxy, revoke } = Proxy.revocable({ password: secret }, {});
    revoke();
    expect(redact({ proxy, id: 1 })).toEqual({ proxy: '[UNREADABLE]', id: 1 });
    expect(redact.stringify(proxy)).toBe('"[UNREADABLE]"');
  });

  test('a toJSON that throws is a word', () => {
    const toJSON = (): never => {
      throw new Error(secret);
    };
    expect(redact.stringify({ a: { toJSON }, b: 1 })).toBe('{"a":"[UNREADABLE]","b":1}');
  });

  test('elements and properties that throw is a word each', () => {
    const list = Object.defineProperty([1, 2], 1, {
      get() {
        throw new Error(secret);
      },
    });
    const instance = new (class Odd {
      id = 1;
    })();
    Object.defineProperty(instance, 'broken', { enumerable: true, get: list.at.bind(list, 1) });
    expect(redact(list)).toEqual([1, '[UNREADABLE]']);
    expect({ ...redact(instance) }).toEqual({ id: 1, broken: '[UNREADABLE]' });
  });

  test('a cycle ends where it begins again', () => {
    expect(redact(cyclic())).toEqual({
      id: 1,
      password: '[REDACTED]',
      self: '[CIRCULAR]',
      list: ['[CIRCULAR]', new Map([['again', '[CIRCULAR]']])],
    });
  });
});

describe('reading', () => {
  test('a getter runs once, and gives what it showed', () => {
    let reads = 0;
    const value = {
      get note() {
        reads++;
        return reads === 1 ? 'clean' : mail;
      },
      password: secret,
    };
    expect(createRedactor()(value)).toEqual({ note: 'clean', password: '[REDACTED]' });
    expect(reads).toBe(1);
  });

  test('a Proxy is asked for each property once', () => {
    const asked: PropertyKey[] = [];
    const value = new Proxy(
      { id: 1, password: secret },
      {
        get(target, name, receiver) {
          asked.push(name);
          return Reflect.get(target, name, receiver);
        },
      },
    );
    expect(createRedactor().stringify(value)).toBe('{"id":1,"password":"[REDACTED]"}');
    expect(asked.filter((name) => name !== 'toJSON')).toEqual(['id', 'password']);
  });

  test('toJSON is called once', () => {
    let calls = 0;
    const toJSON = (): object => {
      calls++;
      return calls === 1 ? { id: 1 } : { password: secret };
    };
    expect(createRedactor().stringify([{ toJSON }])).toBe('[{"id":1}]');
    expect(calls).toBe(1);
  });
});

describe('JSON', () => {
  const { stringify } = createRedactor();

  test('of nothing is null', () => {
    expect([stringify(undefined), stringify(() => 1), stringify(Symbol('s'))]).toEqual(['null', 'null', 'null']);
  });

  test('of a Date that lies is not trusted', () => {
    const date = Object.assign(new Date(0), { toJSON: () => mail });
    expect(stringify([new Date(0), new Date(Number.NaN), date])).toBe(
      '["1970-01-01T00:00:00.000Z",null,"ada***@example.com"]',
    );
  });

  test('of what a censor made is written, or nothing is', () => {
    expect(createRedactor({ censor: () => 1n }).stringify({ password: 'x' })).toBe('"[REDACTED]"');
  });
});
