// Values that have an idea of their own of what they are.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redact = createRedactor();
const mail = 'ada.lovelace@example.com';
const shown = 'ada***@example.com';
const whole = { writable: true, enumerable: true, configurable: true };

describe('a toJSON', () => {
  test('of a Date or a URL that is not the usual one is asked, and not the value', () => {
    expect(redact([Object.assign(new Date(0), { toJSON: () => mail })])).toEqual([shown]);
    expect(redact([Object.assign(new URL('https://example.com'), { toJSON: () => mail })])).toEqual([shown]);
  });

  test('that is borrowed from Date is asked', () => {
    const borrowed = { password: 'x', toISOString: () => mail, toJSON: Date.prototype.toJSON };
    expect(redact([borrowed])).toEqual([shown]);
  });

  test('that is borrowed from URL cannot be asked', () => {
    expect(redact({ toJSON: URL.prototype.toJSON, toString: () => 'https://example.com/' })).toBe('[UNREADABLE]');
  });

  test('of a class is not asked again for what was made of its instance', () => {
    let calls = 0;
    class Account {
      readonly password = 'x';
      toJSON(): object {
        calls++;
        return calls === 1 ? this : { password: 'x' };
      }
    }
    expect(redact.stringify(new Account())).toBe('{"password":"[REDACTED]"}');
    expect(calls).toBe(1);
  });

  test('is called as JSON.stringify calls it on a whole value', () => {
    const told: unknown[] = [];
    redact({ toJSON: (...given: unknown[]) => told.push(given) });
    expect(told).toEqual([['']]);
  });
});

test('a function is left as it is, with its properties', () => {
  const named = Object.assign(() => 1, { password: 'x' });
  expect(redact([named, 'x'])[0]).toBe(named);
});

test('a function is not looked into', () => {
  let reads = 0;
  const get = (): string => `${reads++}`;
  const call = Object.defineProperty(() => 1, 'note', { enumerable: true, get });
  expect(redact(call)).toBe(call);
  expect(reads).toBe(0);
});

test('a boxed BigInt is a text in JSON, and itself elsewhere', () => {
  const boxed = Object(4n);
  expect(redact.stringify({ boxed, id: 1 })).toBe('{"boxed":"4","id":1}');
  expect(redact({ boxed }).boxed).toBe(boxed);
});

describe('a copy', () => {
  const usual = { writable: true, configurable: true };

  test('of an error has the message that its class gives it, redacted', () => {
    class Failure extends Error {}
    Object.defineProperty(Failure.prototype, 'message', { value: `to ${mail}` });
    const error = Object.assign(new Failure(), { token: 'x' });
    expect(redact(error).message).toBe(`to ${shown}`);
  });

  test('of a DOMException still tells its name and message', () => {
    const copy = redact(new DOMException(`to ${mail}`, 'DataCloneError'));
    expect(copy).toBeInstanceOf(DOMException);
    expect([copy.name, copy.message]).toEqual(['DataCloneError', `to ${shown}`]);
    expect(Object.keys(copy)).toEqual([]);
  });

  test('of an error and of an instance can be changed and extended like any other', () => {
    const error = redact(Object.assign(new Error('e'), { token: 'x' }));
    const instance = redact(
      new (class Account {
        readonly token = 'x';
      })(),
    );
    for (const copy of [error, instance]) {
      expect(Object.getOwnPropertyDescriptor(copy, 'token')).toEqual({
        value: '[REDACTED]',
        enumerable: true,
        ...usual,
      });
    }
    expect(Object.getOwnPropertyDescriptor(error, 'message')).toEqual({ value: 'e', enumerable: false, ...usual });
  });
});

describe('a copy of', () => {
  test('an object has properties like any other, also one that is called __proto__', () => {
    const copy = redact(JSON.parse('{"id":1,"__proto__":{"pin":1}}'));
    expect(Object.getOwnPropertyDescriptors(copy)).toEqual({
      id: { ...whole, value: 1 },
      ['__proto__']: { ...whole, value: { pin: '[REDACTED]' } },
    });
  });

  test('an object has what came before and after a property that is left out, and no more', () => {
    const copy = createRedactor({ remove: true })({ a: 1, password: 'x', b: 2 });
    expect(Object.entries(copy)).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  test('an object without prototype has none', () => {
    const copy = redact(Object.assign(Object.create(null), { password: 'x' }));
    expect(Object.getPrototypeOf(copy)).toBe(null);
  });

  test('an instance has properties like any other, and none of those that were not shown', () => {
    class Account {
      readonly password = 'x';
    }
    const copy = redact(Object.defineProperty(new Account(), 'cache', { value: 1 }));
    expect(Object.getOwnPropertyDescriptors(copy)).toEqual({ password: { ...whole, value: '[REDACTED]' } });
  });
});

describe('a cycle through', () => {
  test('a symbol of an instance ends where it begins again', () => {
    const self = Symbol('self');
    class Node {
      [self]: unknown = this;
    }
    expect(redact(new Node())[self]).toBe('[CIRCULAR]');
  });

  test('the key of a Map ends where it begins again', () => {
    const map = new Map<unknown, unknown>();
    map.set(map, 1);
    expect([...redact(map)]).toEqual([['[CIRCULAR]', 1]]);
  });

  test('nothing is none: what stands twice side by side is there twice', () => {
    const shared = { password: 'x' };
    expect(redact([shared, shared])).toEqual([{ password: '[REDACTED]' }, { password: '[REDACTED]' }]);
  });
});

test('a Map shows the place of a value whose key is no text', () => {
  const map = new Map<unknown, unknown>([
    [1, 'clean'],
    [2, mail],
    [3, mail],
  ]);
  expect(redact.explain(map).map(({ path }) => path)).toEqual([[1], [2]]);
});

test('names that are secrets themselves are hidden, of an instance and of parameters too', () => {
  class Count {
    readonly [mail] = 1;
  }
  expect(Object.keys(redact(new Count()))).toEqual(['ada***@example.com']);
  expect([...redact(new URLSearchParams([[mail, '1']]))]).toEqual([['ada***@example.com', '1']]);
});

test('a name without a value stays as it is', () => {
  const value = { password: undefined };
  expect(redact(value)).toBe(value);
});

test('a text that is too long is explained', () => {
  expect(createRedactor({ maxStringLength: 3 }).explain({ a: 'abcd' })).toEqual([
    { path: ['a'], by: 'value', rule: 'max-string-length' },
  ]);
});
