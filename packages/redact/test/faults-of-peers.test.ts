// What was seen to go wrong in other redactors.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redact = createRedactor();
const secret = 'hunter2-xyz';

describe('a name', () => {
  test.each([
    'password',
    'Password',
    'PASSWORD',
    'userPassword',
    'db_password',
    'X-API-KEY',
    'apiKey',
    'api_key',
    'api-key',
    'APIKEY',
    'apikey',
    'password1',
    'Proxy-Authorization',
    'aws.secretAccessKey',
    'user[password]',
    'accessToken',
    'OAuthToken',
    'userAPIKey',
    'pass_word',
    'PROXY_AUTHORIZATION',
  ])('%s is secret, whatever its case and separators', (name) => {
    expect(redact({ [name]: secret })).toEqual({ [name]: '[REDACTED]' });
  });

  test.each([
    'tokenCount',
    'input_token_count',
    'passwordResetAt',
    'author',
    'author_name',
    'monkey',
    'public_key',
    'bypass',
    'keyboard',
    'nextPageToken',
    'tokens',
    'authenticated',
    'postcode',
    'pinned',
  ])('%s is none, though it looks like one', (name) => {
    const value = { [name]: secret };
    expect(redact(value)).toBe(value);
  });

  test('hides a number and an object, and leaves booleans and null', () => {
    expect(redact({ pin: 4711, password: { value: secret }, secret: true, token: null })).toEqual({
      pin: '[REDACTED]',
      password: '[REDACTED]',
      secret: true,
      token: null,
    });
  });
});

test('an array in an array is redacted, and the original is not changed', () => {
  const value = [[{ password: secret }]];
  expect(redact(value)).toEqual([[{ password: '[REDACTED]' }]]);
  expect(value).toEqual([[{ password: secret }]]);
});

test('a frozen object is redacted, and so is the next one', () => {
  const frozen = Object.freeze({ user: Object.freeze({ password: secret }) });
  expect(redact(frozen)).toEqual({ user: { password: '[REDACTED]' } });
  expect(redact({ password: secret })).toEqual({ password: '[REDACTED]' });
});

test('a value that cannot be written as JSON does not leave the original redacted', () => {
  const value = { password: secret, id: 10n };
  expect(redact.stringify(value)).toBe('{"password":"[REDACTED]","id":"10"}');
  expect(value).toEqual({ password: secret, id: 10n });
});

test('wildcards reach as deep as they say', () => {
  const { stringify } = createRedactor({ keys: [], values: false, paths: ['*.*.*.*.x', '**.y'] });
  const value = { a: { b: { c: { d: { x: secret, z: { y: secret } } } } } };
  expect(stringify(value)).toBe('{"a":{"b":{"c":{"d":{"x":"[REDACTED]","z":{"y":"[REDACTED]"}}}}}}');
});

test('a Buffer, a URL and a Response pass without an exception', () => {
  const value = { body: Buffer.from('ok'), url: new URL('https://example.com/'), response: new Response('ok') };
  expect(redact(value)).toBe(value);
});

test('a getter that throws is marked, and all else is redacted', () => {
  const value = {
    id: 1,
    get broken(): string {
      throw new Error(secret);
    },
    password: secret,
  };
  expect(redact(value)).toEqual({ id: 1, broken: '[UNREADABLE]', password: '[REDACTED]' });
  expect(redact.stringify([value])).toBe('[{"id":1,"broken":"[UNREADABLE]","password":"[REDACTED]"}]');
});

test('ten thousand levels neither overflow the stack nor get through', () => {
  let value: object = { password: secret };
  for (let i = 0; i < 10_000; i++) value = { value };
  expect(redact.stringify(value)).toContain('[REDACTED]');
  expect(redact.stringify(value)).not.toContain(secret);
});

test('a Map, a Set and an Error are looked into', () => {
  const error = new Error(`mail to ada.lovelace@example.com`, { cause: { password: secret } });
  const map = redact(new Map([['apiKey', secret]]));
  const set = redact(new Set([{ token: secret }]));
  expect(map).toEqual(new Map([['apiKey', '[REDACTED]']]));
  expect([...set]).toEqual([{ token: '[REDACTED]' }]);
  const copy = redact(error);
  expect(copy).toBeInstanceOf(Error);
  expect(copy.message).toBe('mail to ada***@example.com');
  expect(copy.stack).not.toContain('lovelace');
  expect(copy.cause).toEqual({ password: '[REDACTED]' });
  expect(error.message).toContain('lovelace');
});

describe('JSON in a text', () => {
  test('is redacted like any other value', () => {
    expect(redact({ body: '{"user":{"password":"hunter2"}}' })).toEqual({ body: '{"user":{"password":"[REDACTED]"}}' });
    expect(redact.text('[{"token":"abc"},{"inner":"{\\"pin\\":\\"1\\"}"}]')).toBe(
      '[{"token":"[REDACTED]"},{"inner":"{\\"pin\\":\\"[REDACTED]\\"}"}]',
    );
  });

  test('is redacted where blanks stand before it', () => {
    expect(redact.text(' \t\r\n{"password":"hunter2"}\n')).toBe('{"password":"[REDACTED]"}');
    expect(redact.text('\n [{"pin":1}]')).toBe('[{"pin":"[REDACTED]"}]');
    expect(redact.text('\n{"id":1} ')).toBe('\n{"id":1} ');
    expect(redact.text(' 1')).toBe(' 1');
  });

  test('stays as it is written where nothing is secret', () => {
    expect(redact.text('{ "a": "x y",\n  "b": [1, 2] }')).toBe('{ "a": "x y",\n  "b": [1, 2] }');
    expect(redact.text('{ "a": "x \\" y",  "b": "\\\\" }')).toBe('{ "a": "x \\" y",  "b": "\\\\" }');
  });

  test('hides nothing behind a name that stands twice', () => {
    expect(redact.text('{"password":"hunter2","password":null}')).toBe('{"password":null}');
  });

  test('that is cut off is a text like any other', () => {
    expect(redact.text('{"to":"ada.lovelace@example.com"')).toBe('{"to":"ada***@example.com"');
    expect(createRedactor({ values: false }).text('{"to":')).toBe('{"to":');
  });

  test('is not what begins with something else, however long it is', () => {
    const named = createRedactor({ values: false, maxStringLength: 5 });
    for (const text of [' x [1, 2]', ' 123456', '123 {}']) expect(named.text(text)).toBe(text);
    expect(named.text(' [1, 2]')).toBe('[REDACTED]');
  });

  test('is a text like any other where jsonStrings is off', () => {
    const plain = createRedactor({ jsonStrings: false });
    expect(plain.text('{"password":"hunter2"}')).toBe('{"password":"hunter2"}');
  });
});

test('a subclass of Array does not bring a secret back through its toJSON', () => {
  class List extends Array<unknown> {
    toJSON(): unknown {
      return { list: [...this], password: secret };
    }
  }
  expect(redact.stringify({ list: List.from([1]) })).toBe('{"list":{"list":[1],"password":"[REDACTED]"}}');
  expect(JSON.stringify(redact({ list: List.from([1]) }))).toBe('{"list":{"list":[1],"password":"[REDACTED]"}}');
});

test('a key called __proto__ is a key, and what is below it is redacted', () => {
  const value: object = JSON.parse('{"a":1,"__proto__":{"password":"x"},"constructor":{"secret":"y"}}');
  const copy = redact(value);
  expect(JSON.stringify(copy)).toBe(
    '{"a":1,"__proto__":{"password":"[REDACTED]"},"constructor":{"secret":"[REDACTED]"}}',
  );
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(({} as { password?: string }).password).toBeUndefined();
});

test('a path through constructor is a path like any other', () => {
  const byPath = createRedactor({ keys: [], values: false, paths: ['constructor.name', '__proto__.x'] });
  expect(byPath.stringify(JSON.parse('{"constructor":{"name":"a"},"__proto__":{"x":1}}'))).toBe(
    '{"constructor":{"name":"[REDACTED]"},"__proto__":{"x":"[REDACTED]"}}',
  );
});
